#!/bin/sh
# The jobs API over HTTP: does with curl what the vendor's client does over gRPC.
# From the repository's root:  examples/over-http.sh
. examples/served.sh
API=http://$ADDRESS

program=examples/line-stats.awk
cat > "$data/job.json" << JSON
{
  "projectId": "default",
  "name": "line-stats",
  "jobParameters": {
    "cmd": "awk -f \${PROGRAM} \${PROGRAM} > report.tsv",
    "inputFiles": [{
      "desc": {"path": "line-stats.awk", "var": "PROGRAM"},
      "sha256": "$(sha256sum $program | cut -d' ' -f1)",
      "sizeBytes": $(($(wc -c < $program)))
    }],
    "outputFiles": [{"path": "report.tsv"}],
    "cloudInstanceTypes": [{"name": "c1.4"}]
  }
}
JSON

run 'cat $data/job.json'
run 'curl -s $API/datasphere/v2/jobs -H "Content-Type: application/json" -d @$data/job.json | sed -n "/response/,\$p"'
JOB=$(field jobId)
URL=$(field url)
run 'curl -s -T $program "$URL"'
run 'curl -s -X POST $API/datasphere/v2/jobs/$JOB:execute | head -n 6'
OPERATION=$(field id)
run 'curl -s "$API/datasphere/v2/jobs/$JOB/logs?follow=true"'
run 'curl -s $API/operations/$OPERATION | sed -n "/response/,\$p"'
URL=$(field url)
run 'curl -s "$URL"'
run 'curl -s $API/datasphere/v2/jobs/j0'
