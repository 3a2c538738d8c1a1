package io.rowrun.calcite.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory as a ZIP archive, made while it is read, so that it needs no room on disk.
 * Entries begin with the name of the file or directory itself. The same content gives the same
 * bytes: entries are sorted and have no times. Links are followed. One thread at a time.
 */
final class ArchiveStream extends InputStream {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path base;
  private final Iterator<Path> paths;
  private final Buffer made = new Buffer();
  private final ZipOutputStream zip = new ZipOutputStream(made);
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private @Nullable InputStream file;
  private boolean finished;

  /**
   * @param withoutCompiled leaves out what Python compiles of its sources
   */
  ArchiveStream(Path path, boolean withoutCompiled) throws IOException {
    Path whole = path.toAbsolutePath().normalize();
    Path parent = whole.getParent();
    this.base = parent == null ? whole : parent;
    this.paths = walk(whole, withoutCompiled).iterator();
  }

  private static List<Path> walk(Path whole, boolean withoutCompiled) throws IOException {
    try (Stream<Path> all = Files.walk(whole, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(path -> !withoutCompiled || !isCompiled(whole.relativize(path)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isCompiled(Path path) {
    for (Path part : path) {
      if (part.toString().equals("__pycache__")) {
        return true;
      }
    }
    return path.toString().endsWith(".pyc");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (made.isEmpty() && !finished) {
      makeSome();
    }
    return made.isEmpty() ? -1 : made.take(target, offset, length);
  }

  private void makeSome() throws IOException {
    if (file != null) {
      copySome(file);
    } else if (paths.hasNext()) {
      begin(paths.next());
    } else {
      zip.close();
      finished = true;
    }
  }

  private void begin(Path path) throws IOException {
    String name = base.relativize(path).toString();
    if (Files.isDirectory(path)) {
      zip.putNextEntry(entry(name + "/"));
      zip.closeEntry();
      return;
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is neither a file nor a directory");
    }
    zip.putNextEntry(entry(name));
    file = Files.newInputStream(path);
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    return entry;
  }

  private void copySome(InputStream from) throws IOException {
    int count = from.read(buffer);
    if (count >= 0) {
      zip.write(buffer, 0, count);
    } else {
      from.close();
      file = null;
      zip.closeEntry();
    }
  }

  @Override
  public void close() throws IOException {
    finished = true;
    if (file != null) {
      file.close();
    }
  }

  /** Bytes written and not yet read. */
  private static final class Buffer extends ByteArrayOutputStream {
    private int taken;

    boolean isEmpty() {
      return taken == count;
    }

    int take(byte[] target, int offset, int length) {
      int taking = Math.min(length, count - taken);
      System.arraycopy(buf, taken, target, offset, taking);
      taken += taking;
      if (isEmpty()) {
        reset();
        taken = 0;
      }
      return taking;
    }
  }
}
