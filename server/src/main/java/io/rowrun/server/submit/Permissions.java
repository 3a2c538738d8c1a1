package io.rowrun.server.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Temporary files are their owner's alone; what becomes of them is as other files are. */
final class Permissions {
  private static final Set<PosixFilePermission> USUAL =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.OTHERS_READ);

  private Permissions() {}

  static void asUsual(Path file) throws IOException {
    Files.setPosixFilePermissions(file, USUAL);
  }
}
