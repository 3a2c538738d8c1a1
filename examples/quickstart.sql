-- Rowrun in two statements. From the repository's root:  ./rowrun examples/quickstart.sql

-- A job over real files. Each ${VAR} in cmd is the path of an input or output file, or the value of an argument.
INSERT /*+ AWAIT(300) */ INTO executions (name, cmd, input_files, output_files)
VALUES ('line-stats',
        'find proto -name "*.proto" | sort | xargs awk -f ${PROGRAM} > ${REPORT}',
        '[{"path": "examples/line-stats.awk", "var": "PROGRAM"},
          "proto/src/main/proto/rowrun/v1/file_service.proto",
          "proto/src/main/proto/yandex/cloud/datasphere/v2/jobs/jobs.proto",
          "proto/src/main/proto/yandex/cloud/datasphere/v2/jobs/project_job_service.proto",
          "proto/src/main/proto/yandex/cloud/operation/operation.proto"]',
        '[{"path": "report.tsv", "var": "REPORT"}]');

-- Its row, what it printed, and the file that it wrote.
SELECT name, status, return_code, instance_type, queue_seconds, run_seconds
FROM jobs WHERE name = 'line-stats' ORDER BY created_at DESC LIMIT 1;

SELECT line_no, source, content
FROM logs WHERE job_id = (SELECT id FROM jobs WHERE name = 'line-stats' ORDER BY created_at DESC LIMIT 1)
ORDER BY line_no;

SELECT path, size_bytes, content
FROM job_files
WHERE kind = 'OUTPUT'
  AND job_id = (SELECT id FROM jobs WHERE name = 'line-stats' ORDER BY created_at DESC LIMIT 1);

-- A parameter sweep: one row of the SELECT is one job.
INSERT /*+ AWAIT(300) */ INTO executions (name, cmd, arguments, input_files)
SELECT 'sweep',
       'awk -v width=${WIDTH} ''length($0) > width { n++ } END { print n + 0 }'' LICENSE',
       JSON_OBJECT('WIDTH' VALUE CAST(width AS VARCHAR)),
       '["LICENSE"]'
FROM (VALUES (20), (40), (60), (80)) AS sweep (width);

-- How many lines of the licence are longer than each width, and the whole sweep in one row.
SELECT CAST(JSON_VALUE(j.arguments, '$.WIDTH') AS INTEGER) AS width, CAST(l.content AS INTEGER) AS longer_lines
FROM (SELECT * FROM jobs WHERE name = 'sweep' ORDER BY created_at DESC LIMIT 4) AS j
JOIN logs AS l ON l.job_id = j.id
ORDER BY width;

SELECT COUNT(*) AS jobs, COUNT(*) FILTER (WHERE status = 'SUCCESS') AS succeeded,
       ROUND(SUM(run_seconds), 3) AS run_seconds, MAX(queue_seconds) AS longest_wait
FROM (SELECT * FROM jobs WHERE name = 'sweep' ORDER BY created_at DESC LIMIT 4) AS sweep;
