package io.rowrun.executor.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFilesTest {
  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir Path data;
  private ProjectFiles files;
  private boolean gone;
  private boolean unused;

  @BeforeEach
  void open() throws IOException {
    files = ProjectFiles.open(data, new Register());
  }

  private final class Register implements ContentRegister {
    @Override
    public void kept(String projectId, String jobId, Content content) {
      if (gone) {
        throw new ExecutorException(ErrorCode.NOT_FOUND, "Unknown job " + jobId);
      }
    }

    @Override
    public boolean forgotten(String projectId, String sha256) {
      return unused;
    }

    @Override
    public void removed(String projectId, String sha256) {}
  }

  @Test
  void whatWasCommittedCanBeRead() throws IOException {
    Content content = put("p", "hello", HELLO_SHA256, 5L);

    assertThat(content).isEqualTo(new Content(HELLO_SHA256, 5));
    assertThat(files.has("p", HELLO_SHA256)).isTrue();
    assertThat(read("p", HELLO_SHA256)).isEqualTo("hello");
    assertThat(data.resolve("files/p/2c/" + HELLO_SHA256)).hasContent("hello");
    assertThat(drafts()).isEmpty();
  }

  @Test
  void otherBytesThanDeclaredAreRefusedByNameAndNothingIsKept() throws IOException {
    assertThatThrownBy(() -> put("p", "hello", HELLO_SHA256.replace('2', '3'), 5L))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContainingAll("'in.txt'", HELLO_SHA256, HELLO_SHA256.replace('2', '3'));
    assertThatThrownBy(() -> put("p", "hello", HELLO_SHA256, 6L))
        .hasMessage(
            "file 'in.txt' is not what was declared: size 6 bytes was declared, 5 bytes came in");
    assertThat(files.has("p", HELLO_SHA256)).isFalse();
    assertThat(drafts()).isEmpty();
  }

  @Test
  void anUploadThatIsNotCommittedLeavesNothing() throws IOException {
    try (Upload upload = files.begin("p", "j", "in.txt")) {
      upload.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
      assertThat(files.has("p", HELLO_SHA256)).isFalse();
    }
    assertThat(drafts()).isEmpty();
  }

  @Test
  void theSameBytesComeTwiceAndEmptyFilesCome() throws IOException {
    assertThat(put("p", "hello", null, null)).isEqualTo(put("p", "hello", HELLO_SHA256, 5L));
    assertThat(put("p", "", "", 0L).sizeBytes()).isZero();
    assertThat(drafts()).isEmpty();
  }

  @Test
  void projectsDoNotSeeEachOthersFiles() throws IOException {
    put("p", "hello", null, null);

    assertThat(files.has("q", HELLO_SHA256)).isFalse();
    assertThat(files.has("", HELLO_SHA256)).isFalse();
    assertThatThrownBy(() -> files.read("q", HELLO_SHA256))
        .isInstanceOfSatisfying(
            ExecutorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("project q keeps no file of sha256 " + HELLO_SHA256);
  }

  @Test
  void namesFromOutsideNeverLeadOutOfTheDirectory() throws IOException {
    for (String project : new String[] {"../../up", "..", ".", "/etc", "a/b", "Ü n"}) {
      put(project, "hello", null, null);
      assertThat(read(project, HELLO_SHA256)).isEqualTo("hello");
    }
    for (String sha256 : new String[] {"", "..", "../../../x", HELLO_SHA256.toUpperCase()}) {
      assertThat(files.has("p", sha256)).isFalse();
      files.removeIfUnused("p", sha256);
    }
    try (Stream<Path> projects = Files.list(data.resolve("files"))) {
      assertThat(projects).hasSize(6);
    }
    assertThat(data.getParent().resolve("up")).doesNotExist();
  }

  @Test
  void aDeletedFileIsGoneAndItsReadersReadOn() throws IOException {
    put("p", "hello", null, null);
    try (FileChannel reader = files.read("p", HELLO_SHA256)) {
      unused = true;
      files.removeIfUnused("p", HELLO_SHA256);
      files.removeIfUnused("p", HELLO_SHA256);
      assertThat(files.has("p", HELLO_SHA256)).isFalse();
      assertThat(Channels.newInputStream(reader).readAllBytes()).hasSize(5);
    }
  }

  @Test
  void bytesThatAJobUsesStay() throws IOException {
    put("p", "hello", null, null);

    files.removeIfUnused("p", HELLO_SHA256);

    assertThat(files.has("p", HELLO_SHA256)).isTrue();
  }

  @Test
  void bytesForAJobThatIsGoneAreNotKept() throws IOException {
    gone = true;
    unused = true;

    assertThatThrownBy(() -> put("p", "hello", null, null)).hasMessage("Unknown job j");

    assertThat(files.has("p", HELLO_SHA256)).isFalse();
    assertThat(drafts()).isEmpty();
  }

  @Test
  void draftsThatAKillHasLeftAreRemoved() throws IOException {
    Files.createFile(data.resolve("tmp/upload-just-now"));

    ProjectFiles.open(data, ContentRegister.NONE);

    assertThat(drafts()).isEmpty();
  }

  private Content put(String project, String text, String sha256, Long size) throws IOException {
    return files.put(
        project, "j", "in.txt", new ByteArrayInputStream(text.getBytes(UTF_8)), sha256, size);
  }

  private String read(String project, String sha256) throws IOException {
    try (FileChannel channel = files.read(project, sha256)) {
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    }
  }

  private Stream<Path> drafts() throws IOException {
    try (Stream<Path> drafts = Files.list(data.resolve("tmp"))) {
      return drafts.toList().stream();
    }
  }
}
