# Statistics over text files: awk -f line-stats.awk FILE…
# One row a file and a total: lines, blank lines, words, longest line, mean length of a line.
BEGIN { OFS = "\t"; print "file", "lines", "blank", "words", "longest", "mean" }
FNR == 1 && NR > 1 { row(name) }
{
  name = FILENAME
  lines++; words += NF; chars += length($0)
  if (NF == 0) blank++
  if (length($0) > longest) longest = length($0)
}
END { row(name); print "total", all_lines, all_blank, all_words, all_longest, sprintf("%.1f", all_chars / all_lines) }

function row(file) {
  print name_of(file), lines, blank + 0, words, longest, sprintf("%.1f", chars / lines)
  printf "%s: %d lines\n", name_of(file), lines > "/dev/stderr"
  all_lines += lines; all_blank += blank; all_words += words; all_chars += chars
  if (longest > all_longest) all_longest = longest
  lines = blank = words = chars = longest = 0
}

function name_of(path,   parts) {
  return parts[split(path, parts, "/")]
}
