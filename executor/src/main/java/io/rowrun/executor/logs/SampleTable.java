package io.rowrun.executor.logs;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a running job, a row each, in tab-separated columns under a header. The first column
 * is {@code time}, UTC. When there are too many rows every second sample goes, and from then on
 * only every second one is kept: a job of weeks has a file as big as one of hours. Thread-safe.
 */
public final class SampleTable {
  private final OwnFile file;
  private final List<String> columns;
  private final int mostRows;
  private int rows = -1; // not looked at
  private int stride = 1;
  private int skipped;
  private boolean ended;

  /**
   * The table of a job; there is no file until there is a row.
   *
   * @param file which of the job's files it is
   * @param columns those after the time
   * @param mostRows after which every second row goes; at least 2
   */
  public SampleTable(Path jobDirectory, LogFile file, List<String> columns, int mostRows) {
    this.file = file.in(jobDirectory);
    this.columns = List.copyOf(columns);
    this.mostRows = mostRows;
  }

  /** Whether a sample was kept before, be it by another process. */
  public synchronized boolean hasRows() throws IOException {
    return rows() > 0;
  }

  /**
   * Keeps a sample, or passes it over to keep the file small; nothing happens after the end.
   *
   * @param newRows of the same moment, each with the values of the columns
   */
  public synchronized void add(Instant at, List<List<Object>> newRows) throws IOException {
    if (ended || newRows.isEmpty() || ++skipped < stride) {
      return;
    }
    skipped = 0;
    if (rows() >= mostRows) {
      thinOut();
    }
    StringBuilder text = new StringBuilder(file.size() == 0 ? header() : "");
    for (List<Object> row : newRows) {
      text.append(at.truncatedTo(ChronoUnit.MILLIS));
      row.forEach(value -> text.append('\t').append(value));
      text.append('\n');
    }
    file.append(text.toString());
    rows += newRows.size();
  }

  /** From now on the file stays as it is. */
  public synchronized void end() {
    ended = true;
  }

  private String header() {
    return "time\t" + String.join("\t", columns) + "\n";
  }

  private int rows() throws IOException {
    if (rows < 0) {
      rows = Math.max(0, lines().size() - 1);
    }
    return rows;
  }

  private List<String> lines() throws IOException {
    if (file.size() == 0) {
      return List.of();
    }
    try (FileChannel channel = file.read()) {
      byte[] bytes = Channels.newInputStream(channel).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  private void thinOut() throws IOException {
    List<String> lines = lines();
    List<String> kept = new ArrayList<>();
    String lastTime = "";
    boolean keep = false;
    for (String line : lines) { // the header is the first that is kept, and the first sample goes
      String time = line.substring(0, Math.max(0, line.indexOf('\t')));
      keep = time.equals(lastTime) ? keep : !keep;
      lastTime = time;
      if (keep) {
        kept.add(line);
      }
    }
    @Nullable Path name = file.path().getFileName();
    Path draft = file.path().resolveSibling("." + name);
    Files.deleteIfExists(draft);
    Files.write(draft, kept);
    Files.move(draft, file.path(), StandardCopyOption.ATOMIC_MOVE);
    rows = kept.size() - 1;
    stride *= 2;
  }
}
