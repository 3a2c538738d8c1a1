package io.rowrun.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters, inputs and logs of jobs hold secrets: nobody but the owner reads them. */
final class PrivacyTest {
  @TempDir Path temp;

  @Test
  void aNewDataDirectoryIsItsOwnersAlone() throws IOException {
    Path root = temp.resolve("a/b");

    openAndClose(root);

    assertThat(permissions(root)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "files", "tmp"})
  void directoriesInOneThatOthersMayReadAreTheOwnersAlone(String name) throws IOException {
    Path root =
        Files.createDirectory(
            temp.resolve("open"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

    openAndClose(root);

    assertThat(permissions(root.resolve(name))).isEqualTo("rwx------");
  }

  @Test
  void theStoreIsItsOwnersAlone() throws IOException {
    Path root = Files.createDirectory(temp.resolve("open"));
    try (DataDirectory directory = DataDirectory.tryOwn(root).orElseThrow();
        EmbeddedExecutor executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults())) {
      assertThat(executor.services()).isNotEmpty();
      assertThat(permissions(root.resolve("rowrun.db"))).isEqualTo("rw-------");
      assertThat(permissions(root.resolve("rowrun.db-wal"))).isEqualTo("rw-------");
    }
  }

  private static void openAndClose(Path root) {
    try (DataDirectory directory = DataDirectory.tryOwn(root).orElseThrow()) {
      EmbeddedExecutor.open(directory, ExecutorOptions.defaults()).close();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
