package io.rowrun.executor.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the ZIP archive of an input directory or of a local module. Everything that can be known
 * from its directory is checked before the first byte is written; sizes are watched while it is
 * unpacked, as its directory may lie.
 *
 * <p>The bytes are read by {@link ZipFile}: it is part of the JDK and strict. What it does not
 * tell, {@link ZipHeaders} reads, which costs less than a library for archives of all kinds.
 */
final class ZipInput {
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /** No archive is refused for less than this, however small it is. */
  private static final long FREE_BYTES = 64L << 20;

  /** Data that is worth keeping is seldom packed better than that; DEFLATE can do 1000. */
  private static final long MOST_TIMES_ITS_SIZE = 200;

  /** What the file system keeps for everybody else. */
  private static final long RESERVED_BYTES = 256L << 20;

  private static final int MOST_LEVELS = 100;
  private static final int MOST_NAME_BYTES = 255;
  private static final int BUFFER_BYTES = 1 << 17;

  private final Path archive;
  private final Path target;
  private final @Nullable String top;

  /**
   * @param target the directory into which it is unpacked; there already
   * @param top what the names of all entries must begin with; null: anything
   */
  ZipInput(Path archive, Path target, @Nullable String top) {
    this.archive = archive;
    this.target = target;
    this.top = top;
  }

  /**
   * Unpacks all of it; what was there under the same names, from an earlier call that was broken
   * off, is replaced.
   *
   * @param roomBytes how much it may unpack to, by what the job asked for; null: nothing asked
   * @throws UnfitArchiveException naming the entry for which it is refused
   */
  void unpack(@Nullable Long roomBytes) throws IOException {
    Map<Path, ZipHeaders.Header> entries = places(ZipHeaders.read(archive));
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      long most = mostBytes(zip, roomBytes);
      long left = most;
      for (Map.Entry<Path, ZipHeaders.Header> entry : entries.entrySet()) {
        left -= unpack(zip, entry.getValue(), entry.getKey(), left);
      }
    } catch (ZipException e) {
      throw new UnfitArchiveException("it is damaged: " + e.getMessage());
    }
  }

  private Map<Path, ZipHeaders.Header> places(List<ZipHeaders.Header> headers)
      throws UnfitArchiveException {
    Map<Path, ZipHeaders.Header> places = new LinkedHashMap<>();
    for (ZipHeaders.Header header : headers) {
      check(header.kind() != ZipHeaders.Kind.ENCRYPTED, header, "is encrypted");
      check(
          header.kind() != ZipHeaders.Kind.SPECIAL,
          header,
          "is a symbolic link or another special file");
      check(places.put(place(header), header) == null, header, "is there twice");
    }
    for (Map.Entry<Path, ZipHeaders.Header> entry : places.entrySet()) {
      checkAbove(entry.getKey(), entry.getValue(), places);
    }
    return places;
  }

  /** A file is nothing that others can be in. */
  private void checkAbove(Path place, ZipHeaders.Header header, Map<Path, ZipHeaders.Header> places)
      throws UnfitArchiveException {
    for (Path above = place.getParent();
        above != null && !above.equals(target);
        above = above.getParent()) {
      ZipHeaders.Header other = places.get(above);
      check(
          other == null || other.kind() == ZipHeaders.Kind.DIRECTORY,
          header,
          "is below another entry, which is a file");
    }
  }

  private Path place(ZipHeaders.Header header) throws UnfitArchiveException {
    String name = header.name();
    check(name.indexOf('\\') < 0, header, "has a backslash in its name");
    check(!name.startsWith("/"), header, "has an absolute name");
    try {
      Path within = Path.of(name);
      check(within.getNameCount() <= MOST_LEVELS, header, "is more than 100 directories deep");
      for (Path part : within) {
        String text = part.toString();
        check(
            !text.isEmpty() && !text.equals(".") && !text.equals(".."),
            header,
            "leads out of the directory, or around in it");
        check(bytes(text) <= MOST_NAME_BYTES, header, "has too long a name");
      }
      check(
          top == null || within.getName(0).toString().equals(top),
          header,
          "does not begin with '" + top + "/'");
      check(
          top == null || within.getNameCount() > 1 || name.endsWith("/"),
          header,
          "is a file of the directory's own name");
      return target.resolve(within);
    } catch (InvalidPathException e) {
      throw new UnfitArchiveException("its entry '" + shown(name) + "' has no name for a file");
    }
  }

  private long mostBytes(ZipFile zip, @Nullable Long roomBytes) throws IOException {
    long packed = Files.size(archive);
    long byRatio = Math.max(FREE_BYTES, Math.multiplyExact(packed, MOST_TIMES_ITS_SIZE));
    long byHost = Math.max(0, Files.getFileStore(target).getUsableSpace() - RESERVED_BYTES);
    long byJob = roomBytes == null ? Long.MAX_VALUE : roomBytes;
    long most = Math.min(byRatio, Math.min(byHost, byJob));
    long declared = 0;
    for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().<ZipEntry>map(e -> e)::iterator) {
      declared += Math.max(0, entry.getSize());
      if (declared < 0 || declared > most) {
        throw tooMuch(entry.getName(), most, most == byRatio);
      }
    }
    return most;
  }

  /** Returns the bytes written. */
  private long unpack(ZipFile zip, ZipHeaders.Header header, Path place, long left)
      throws IOException {
    try {
      if (header.kind() == ZipHeaders.Kind.DIRECTORY) {
        Files.createDirectories(place);
        return 0;
      }
      Files.createDirectories(place.getParent());
      ZipEntry entry = zip.getEntry(header.name());
      check(entry != null, header, "is not found by its name");
      return write(zip, entry, place, left);
    } catch (FileAlreadyExistsException | NotDirectoryException e) {
      throw new UnfitArchiveException(
          "its entry '" + shown(header.name()) + "' is in the place of another file of the job");
    } catch (ZipException | EOFException e) {
      throw new UnfitArchiveException(
          "its entry '" + shown(header.name()) + "' is damaged: " + e.getMessage());
    }
  }

  private long write(ZipFile zip, ZipEntry entry, Path place, long left) throws IOException {
    long written = 0;
    removeFile(place);
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out =
            Files.newOutputStream(
                place,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        written += read;
        if (written > left || written > entry.getSize()) {
          throw new UnfitArchiveException(
              "its entry '" + shown(entry.getName()) + "' holds more than the archive declares");
        }
        out.write(buffer, 0, read);
      }
    }
    Files.setPosixFilePermissions(place, EXECUTABLE);
    return written;
  }

  private static void removeFile(Path place) throws IOException {
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(place.toString());
    }
    Files.deleteIfExists(place);
  }

  private UnfitArchiveException tooMuch(String entry, long most, boolean byRatio) {
    return new UnfitArchiveException(
        "with its entry '"
            + shown(entry)
            + "' it unpacks to more than "
            + most
            + " bytes, "
            + (byRatio
                ? MOST_TIMES_ITS_SIZE + " times its own size"
                : "for which there is no room"));
  }

  private static void check(boolean right, ZipHeaders.Header header, String otherwise)
      throws UnfitArchiveException {
    if (!right) {
      throw new UnfitArchiveException("its entry '" + shown(header.name()) + "' " + otherwise);
    }
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Of bounded length, in one line. */
  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
  }
}
