package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLinksTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final FileLink LINK =
      new FileLink(
          FileLink.Deed.SEND,
          NOON.plusSeconds(60),
          "p1",
          "job",
          FileKind.INPUT,
          "ab".repeat(32),
          17,
          "dir/two\nlines ü.csv");

  @TempDir Path directory;

  private Instant now = NOON;

  private FileLinks open() throws IOException {
    return FileLinks.open(directory, () -> now);
  }

  @Test
  void aTokenSaysAllOfItsLink() throws IOException {
    assertThat(open().verify(open().token(LINK), FileLink.Deed.SEND)).isEqualTo(LINK);
  }

  @Test
  void aTokenExpires() throws IOException {
    FileLinks links = open();
    String token = links.token(LINK);
    now = NOON.plusSeconds(59);
    assertThat(links.verify(token, FileLink.Deed.SEND)).isEqualTo(LINK);
    now = NOON.plusSeconds(60);
    assertDenied(
        links,
        token,
        FileLink.Deed.SEND,
        "this URL has expired at 2026-11-20T12:01:00Z: ask for a new one");
  }

  @Test
  void aTokenIsForOneDeed() throws IOException {
    assertDenied(open(), open().token(LINK), FileLink.Deed.FETCH, "this URL is for PUT, not GET");
  }

  @Test
  void noCharacterOfATokenMayBeAltered() throws IOException {
    FileLinks links = open();
    String token = links.token(LINK);
    for (int i = 0; i < token.length(); i++) {
      for (char other : new char[] {'A', 'B', '.', '=', 'ü'}) {
        if (token.charAt(i) != other) {
          String altered = token.substring(0, i) + other + token.substring(i + 1);
          assertDenied(
              links, altered, FileLink.Deed.SEND, "this URL is not one that the server gave out");
        }
      }
    }
  }

  @Test
  void theKeyOfAnotherServerSignsNothingHere(@TempDir Path other) throws IOException {
    String token = FileLinks.open(other, () -> now).token(LINK);
    assertDenied(open(), token, FileLink.Deed.SEND, "this URL is not one that the server gave out");
  }

  @Test
  void theKeyIsItsOwnersOnlyAndADamagedOneIsNotReplaced() throws IOException {
    open();
    Path key = directory.resolve("url.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    Files.write(key, new byte[3]);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("url.key must hold 32 bytes, has 3: remove it for a new one");
  }

  private static void assertDenied(
      FileLinks links, String token, FileLink.Deed deed, String message) {
    assertThatThrownBy(() -> links.verify(token, deed))
        .isInstanceOf(ExecutorException.class)
        .hasMessage(message)
        .extracting(e -> ((ExecutorException) e).code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
  }
}
