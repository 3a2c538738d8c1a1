package io.rowrun.calcite.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  @TempDir Path root;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(root.resolve("a.txt"), "abc");
    Files.createDirectories(root.resolve("top/data/deep/empty"));
    Files.writeString(root.resolve("top/data/b.txt"), "b".repeat(100_000));
    Files.writeString(root.resolve("top/data/deep/a.txt"), "");
    Files.createDirectories(root.resolve("pkg/__pycache__"));
    Files.writeString(root.resolve("pkg/m.py"), "x = 1\n");
    Files.writeString(root.resolve("pkg/__pycache__/m.pyc"), "compiled");
  }

  @Test
  void aFileIsSentAsItIs() throws Exception {
    LocalFiles files = LocalFiles.read(inputs("a.txt"), List.of(), root);
    assertThat(files.parameters().getInputFiles(0))
        .isEqualTo(
            File.newBuilder()
                .setDesc(FileDesc.newBuilder().setPath("a.txt"))
                .setSha256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .setSizeBytes(3)
                .setCompressionType(FileCompressionType.NONE)
                .build());
    assertThat(bytes(files.find("a.txt"))).asString(UTF_8).isEqualTo("abc");
  }

  @Test
  void aDirectoryIsAnArchiveWhoseEntriesBeginWithItsName() throws Exception {
    LocalFiles files = LocalFiles.read(inputs("top/data/"), List.of(), root);
    File wire = files.parameters().getInputFiles(0);
    byte[] sent = bytes(files.find("top/data/"));
    assertThat(wire.getDesc().getPath()).isEqualTo("top/data/");
    assertThat(wire.getCompressionType()).isEqualTo(FileCompressionType.ZIP);
    assertThat(wire.getSizeBytes()).isEqualTo(sent.length);
    assertThat(wire.getSha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent)));
    assertThat(entries(sent))
        .containsExactly(
            Map.entry("data/", 0),
            Map.entry("data/b.txt", 100_000),
            Map.entry("data/deep/", 0),
            Map.entry("data/deep/a.txt", 0),
            Map.entry("data/deep/empty/", 0));
  }

  @Test
  void theSameContentIsTheSameArchiveWheneverItWasWritten() throws Exception {
    String first = LocalFiles.read(inputs("top/data"), List.of(), root).find("top/data").sha256();
    Files.setLastModifiedTime(root.resolve("top/data/b.txt"), FileTime.fromMillis(1));
    assertThat(LocalFiles.read(inputs("top/data"), List.of(), root).find("top/data").sha256())
        .isEqualTo(first);
    Files.writeString(root.resolve("top/data/deep/a.txt"), "!");
    assertThat(LocalFiles.read(inputs("top/data"), List.of(), root).find("top/data").sha256())
        .isNotEqualTo(first);
  }

  @Test
  void localModulesAreArchivesWithoutWhatPythonCompiled() throws Exception {
    LocalFiles files =
        LocalFiles.read(
            JobParameters.getDefaultInstance(),
            List.of(root.resolve("pkg"), root.resolve("a.txt")),
            root);
    List<File> modules = files.parameters().getEnv().getPythonEnv().getLocalModulesList();
    assertThat(modules)
        .extracting(file -> file.getDesc().getVar())
        .containsExactly("_LOCAL_MODULE_0", "_LOCAL_MODULE_1");
    assertThat(modules).extracting(File::getCompressionType).containsOnly(FileCompressionType.ZIP);
    assertThat(entries(bytes(files.find(modules.get(0).getDesc().getPath()))))
        .containsExactly(Map.entry("pkg/", 0), Map.entry("pkg/m.py", 6));
    assertThat(entries(bytes(files.find(modules.get(1).getDesc().getPath()))))
        .containsExactly(Map.entry("a.txt", 3));
  }

  @Test
  void whatCannotBeSentIsNamed() throws IOException {
    assertThatThrownBy(() -> LocalFiles.read(inputs("nix"), List.of(), root))
        .hasMessageStartingWith("input file nix is missing: there is no file " + root);
    Files.createSymbolicLink(root.resolve("top/data/loop"), root.resolve("top"));
    assertThatThrownBy(() -> LocalFiles.read(inputs("top/data"), List.of(), root))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot read input directory top/data: ");
    try (RandomAccessFile big = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
      big.setLength((5L << 30) + 1);
    }
    assertThatThrownBy(() -> LocalFiles.read(inputs("big"), List.of(), root))
        .hasMessage("input file big has 5368709121 bytes; the limit is 5 GiB");
  }

  private static JobParameters inputs(String... paths) {
    JobParameters.Builder parameters = JobParameters.newBuilder();
    for (String path : paths) {
      parameters.addInputFiles(File.newBuilder().setDesc(FileDesc.newBuilder().setPath(path)));
    }
    return parameters.build();
  }

  private static byte[] bytes(LocalFile file) throws IOException {
    try (InputStream in = file.open()) {
      return in.readAllBytes();
    }
  }

  private static Map<String, Integer> entries(byte[] archive) throws IOException {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new java.io.ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        sizes.put(entry.getName(), zip.readAllBytes().length);
      }
    }
    return sizes;
  }
}
