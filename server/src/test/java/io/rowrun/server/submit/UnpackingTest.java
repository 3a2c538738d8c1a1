package io.rowrun.server.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackingTest {
  @TempDir Path root;

  @Test
  void entriesStandBelowTheDirectorysOwnName() throws IOException {
    Unpacking.unpack(archive("out/", "out/a", "out/deep/b", "out/none/"), root.resolve("x/out"));
    assertThat(root.resolve("x/out/a")).hasContent("out/a");
    assertThat(root.resolve("x/out/deep/b")).hasContent("out/deep/b");
    assertThat(root.resolve("x/out/none")).isEmptyDirectory();
  }

  @Test
  void whatIsThereIsReplacedAndTheRestStays() throws IOException {
    Files.createDirectories(root.resolve("out"));
    Files.writeString(root.resolve("out/a"), "old");
    Files.writeString(root.resolve("out/mine"), "mine");
    Unpacking.unpack(archive("out/a"), root.resolve("out"));
    assertThat(root.resolve("out/a")).hasContent("out/a");
    assertThat(root.resolve("out/mine")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "out/../../evil", "out/../evil", "/evil", "evil", "evil/a", "outer/a"})
  void nothingIsWrittenIfAnEntryLeadsOut(String name) throws IOException {
    Path archive = archive("out/good", name);
    assertThatThrownBy(() -> Unpacking.unpack(archive, root.resolve("x/out")))
        .isInstanceOf(IOException.class)
        .hasMessage("its archive holds '" + name + "', which is outside of out");
    assertThat(root.resolve("x")).doesNotExist();
    assertThat(root.resolve("evil")).doesNotExist();
  }

  @Test
  void linksInTheTargetAreNotWrittenThrough() throws IOException {
    Files.createDirectories(root.resolve("out"));
    Files.createDirectories(root.resolve("other"));
    Files.createSymbolicLink(root.resolve("out/link"), root.resolve("other"));
    Path archive = archive("out/link/a");
    assertThatThrownBy(() -> Unpacking.unpack(archive, root.resolve("out")))
        .hasMessageContaining("is a symbolic link");
    assertThat(root.resolve("other")).isEmptyDirectory();
  }

  private Path archive(String... names) throws IOException {
    Path archive = root.resolve("archive.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
      }
    }
    return archive;
  }
}
