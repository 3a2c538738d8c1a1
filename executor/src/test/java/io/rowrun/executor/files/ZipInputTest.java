package io.rowrun.executor.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ZipInputTest {
  private static final int SYMBOLIC_LINK = 0120777;
  private static final int FIFO = 0010644;

  @TempDir Path temp;
  private Path target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectories(temp.resolve("target"));
  }

  @Test
  void filesAndDirectoriesComeOutExecutableAndAgain() throws IOException {
    ZipBytes zip = ZipBytes.of("d/", "", "d/run.sh", "one", "d/sub/deep/é.txt", "two", "d/e/", "");

    unpack(zip, "d", null);
    Files.writeString(target.resolve("d/run.sh"), "half of an earlier call, and longer");
    unpack(zip, "d", null);

    assertThat(target.resolve("d/run.sh")).hasContent("one").isExecutable();
    assertThat(target.resolve("d/sub/deep/é.txt")).hasContent("two").isExecutable();
    assertThat(target.resolve("d/e")).isEmptyDirectory();
  }

  @Test
  void entriesWithModesOfUnixAreFiles() throws IOException {
    unpack(ZipBytes.of("d/f", "x").withMode(0100644), "d", null);

    assertThat(target.resolve("d/f")).hasContent("x").isExecutable();
  }

  @Test
  void anArchiveWithoutEntriesIsAnEmptyDirectory() throws IOException {
    unpack(ZipBytes.of(), "d", null);

    assertThat(target).isEmptyDirectory();
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of(
            ZipBytes.of("d/../../out", "x"),
            "its entry 'd/../../out' leads out of the directory, or around in it"),
        Arguments.of(ZipBytes.of("../out", "x"), "its entry '../out' leads out of the directory"),
        Arguments.of(ZipBytes.of("d/./out", "x"), "its entry 'd/./out' leads out of the directory"),
        Arguments.of(ZipBytes.of("/d/out", "x"), "its entry '/d/out' has an absolute name"),
        Arguments.of(
            ZipBytes.of("d\\..\\out", "x"), "its entry 'd\\..\\out' has a backslash in its name"),
        Arguments.of(
            ZipBytes.of("C:\\out", "x"), "its entry 'C:\\out' has a backslash in its name"),
        Arguments.of(
            ZipBytes.of("d/link", "/etc/passwd").withMode(SYMBOLIC_LINK),
            "its entry 'd/link' is a symbolic link or another special file"),
        Arguments.of(
            ZipBytes.of("d/pipe", "").withMode(FIFO),
            "its entry 'd/pipe' is a symbolic link or another special file"),
        Arguments.of(
            ZipBytes.of("d/a1", "x", "d/a2", "y").renamed("d/a2", "d/a1"),
            "its entry 'd/a1' is there twice"),
        Arguments.of(
            ZipBytes.of("d/a1", "x", "d/a2/", "").renamed("d/a2/", "d/a1/"),
            "its entry 'd/a1/' is there twice"),
        Arguments.of(
            ZipBytes.of("d/a1", "x", "d/a2/b", "y").renamed("d/a2/b", "d/a1/b"),
            "its entry 'd/a1/b' is below another entry, which is a file"),
        Arguments.of(ZipBytes.of("d/s", "x").encrypted(), "its entry 'd/s' is encrypted"),
        Arguments.of(ZipBytes.of("other/f", "x"), "its entry 'other/f' does not begin with 'd/'"),
        Arguments.of(ZipBytes.of("d", "x"), "its entry 'd' is a file of the directory's own name"),
        Arguments.of(ZipBytes.of("d/a\0b", "x"), "its entry 'd/a?b' has no name for a file"),
        Arguments.of(
            ZipBytes.of("d/" + "n".repeat(256), "x"),
            "its entry 'd/" + "n".repeat(198) + "…' has too long a name"),
        Arguments.of(ZipBytes.of("d" + "/x".repeat(100), "x"), "is more than 100 directories deep"),
        Arguments.of(ZipBytes.of("d/f", "x").cut(1), "it is no ZIP archive"),
        Arguments.of(ZipBytes.of("d/f", "x").cut(22), "it is no ZIP archive"),
        Arguments.of(ZipBytes.of("d/f", "x".repeat(1000)).declaring(10), "its entry 'd/f' "),
        Arguments.of(
            ZipBytes.zeros("d/zeros", 65L << 20),
            "with its entry 'd/zeros' it unpacks to more than 67108864 bytes, 200 times its own"
                + " size"),
        Arguments.of(ZipBytes.zeros("d/zeros", 65L << 20).declaring(1), "its entry 'd/zeros' "));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("hostile")
  void aHostileArchiveIsRefusedByItsEntryAndNothingIsOutside(ZipBytes zip, String message)
      throws IOException {
    assertThatThrownBy(() -> unpack(zip, "d", null))
        .isInstanceOf(UnfitArchiveException.class)
        .hasMessageContaining(message);

    try (Stream<Path> all = Files.walk(temp)) {
      List<Path> outside =
          all.filter(path -> !path.startsWith(target) && !path.equals(temp)).toList();
      assertThat(outside).containsExactly(temp.resolve("archive.zip"));
    }
  }

  @Test
  void aModuleMayHoldAnythingButNothingOutside() throws IOException {
    unpack(ZipBytes.of("one.py", "1", "package/two.py", "2"), null, null);

    assertThat(target.resolve("one.py")).hasContent("1");
    assertThat(target.resolve("package/two.py")).hasContent("2");
    assertThatThrownBy(() -> unpack(ZipBytes.of("../three.py", "3"), null, null))
        .hasMessageContaining("its entry '../three.py' leads out of the directory");
  }

  @Test
  void whatTheJobHasNoRoomForIsNotUnpacked() {
    assertThatThrownBy(() -> unpack(ZipBytes.of("d/f", "x".repeat(1001)), "d", 1000L))
        .hasMessage(
            "with its entry 'd/f' it unpacks to more than 1000 bytes, for which there is no room");
  }

  @Test
  void anArchiveWithTooManyEntriesIsRefusedBeforeTheyAreRead() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThatThrownBy(
            () -> {
              try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                for (int i = 0; i <= 100_000; i++) {
                  zip.putNextEntry(new ZipEntry("d/" + i));
                }
              }
              unpack(bytes.toByteArray(), "d", null);
            })
        .isInstanceOf(UnfitArchiveException.class)
        .hasMessage("it has 100001 entries, more than 100000");
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void aDirectoryThatDeclaresFewerEntriesThanItHasHidesNothing() {
    assertThatThrownBy(
            () -> unpack(ZipBytes.of("d/a", "x", "../out", "y").withEntries(1), "d", null))
        .isInstanceOf(UnfitArchiveException.class);
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void whatAnotherInputHasPutThereIsNotReplacedByADirectory() throws IOException {
    Files.createDirectories(target.resolve("d/f"));

    assertThatThrownBy(() -> unpack(ZipBytes.of("d/f", "x"), "d", null))
        .hasMessage("its entry 'd/f' is in the place of another file of the job");
  }

  private void unpack(ZipBytes zip, @Nullable String top, @Nullable Long room) throws IOException {
    unpack(zip.bytes(), top, room);
  }

  private void unpack(byte[] bytes, @Nullable String top, @Nullable Long room) throws IOException {
    Path archive = Files.write(temp.resolve("archive.zip"), bytes);
    new ZipInput(archive, target, top).unpack(room);
  }
}
