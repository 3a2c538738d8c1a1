package io.rowrun.server.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Unpacks the archive of a directory, whose entries begin with the directory's own name. */
final class Unpacking {
  private final Path target;

  private Unpacking(Path target) {
    this.target = target;
  }

  /**
   * Unpacks into the parent of the target, and writes nothing but the target.
   *
   * @return number of files
   * @throws IOException if the archive is broken, or an entry would stand outside of the target;
   *     then nothing has been written
   */
  static int unpack(Path archive, Path target) throws IOException {
    return new Unpacking(target).unpack(archive);
  }

  private int unpack(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        place(all.nextElement());
      }
      Files.createDirectories(target);
      int files = 0;
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        write(zip, entry);
        files += entry.isDirectory() ? 0 : 1;
      }
      return files;
    }
  }

  private void write(ZipFile zip, ZipEntry entry) throws IOException {
    Path place = place(entry);
    requireNoLinks(place);
    if (entry.isDirectory()) {
      Files.createDirectories(place);
      return;
    }
    Path parent = place.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.copy(zip.getInputStream(entry), place, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The first part of an entry's name is the directory's, whatever the target is called here. */
  private Path place(ZipEntry entry) throws IOException {
    Path name;
    try {
      name = Path.of(entry.getName());
    } catch (InvalidPathException e) {
      throw outside(entry, e);
    }
    if (name.isAbsolute() || name.getNameCount() == 0) {
      throw outside(entry, null);
    }
    for (Path part : name) {
      if (part.toString().equals("..")) {
        throw outside(entry, null);
      }
    }
    Path within = name.getNameCount() == 1 ? Path.of("") : name.subpath(1, name.getNameCount());
    Path place = target.resolve(within).normalize();
    Path own = target.getFileName();
    if (own == null || !name.getName(0).equals(own) || !place.startsWith(target)) {
      throw outside(entry, null);
    }
    return place;
  }

  /** A link that stands in the target already could lead out of it. */
  private void requireNoLinks(Path place) throws IOException {
    for (Path path = place; path != null && !path.equals(target); path = path.getParent()) {
      if (Files.isSymbolicLink(path)) {
        throw new IOException(path + " is a symbolic link, which is not written through");
      }
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(target)) {
      throw new IOException(target + " is there and is no directory");
    }
  }

  private IOException outside(ZipEntry entry, @Nullable Throwable cause) {
    return new IOException(
        "its archive holds '" + entry.getName() + "', which is outside of " + target.getFileName(),
        cause);
  }
}
