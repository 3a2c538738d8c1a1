# Time, method, path, status and milliseconds of each request: counts by path, and the slow requests of each log.
BEGIN { OFS = "\t" }
{
  requests[$3]++
  total[$3] += $5
  if ($5 > limit) {
    slow[$3]++
    name = FILENAME
    sub(/.*\//, "", name)
    print $1, $3, $5 > ("out/slow/" name)
  }
}
END {
  print ENVIRON["TITLE"], limit " ms"
  print "path", "requests", "slow", "mean_ms"
  fflush() # before sort prints
  for (path in requests) {
    print path, requests[path], slow[path] + 0, sprintf("%.0f", total[path] / requests[path]) | "sort"
  }
}
