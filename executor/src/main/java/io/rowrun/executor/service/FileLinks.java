package io.rowrun.executor.service;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * URLs that let whoever has them send or fetch one file of a job, without any other right. They are
 * signed, and hold for a day. Empty where {@link PublicBase} is. Immutable.
 */
public final class FileLinks {
  /** Where the server is to answer such URLs; the token follows. */
  public static final String PATH = "/files/";

  private static final Duration LIFE = Duration.ofDays(1);

  private final LinkKey key;
  private final InstantSource clock;

  private FileLinks(LinkKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /** Links of the server of a data directory, signed with the key that stands there. */
  public static FileLinks open(Path dataDirectory, InstantSource clock) throws IOException {
    return new FileLinks(LinkKey.open(dataDirectory.resolve("url.key")), clock);
  }

  /** Where the bytes of an input file (or a local module) are to be PUT. */
  String upload(Job job, InputFile file) {
    return url(
        new FileLink(
            FileLink.Deed.SEND,
            expires(),
            job.projectId(),
            job.id(),
            FileKind.INPUT,
            file.sha256(),
            file.sizeBytes(),
            file.path()));
  }

  /**
   * Where the bytes of a file are to be had by GET.
   *
   * @param path as the job names it
   */
  String download(Job job, FileKind kind, String path) {
    return url(
        new FileLink(FileLink.Deed.FETCH, expires(), job.projectId(), job.id(), kind, "", 0, path));
  }

  private Instant expires() {
    return clock.instant().plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
  }

  private String url(FileLink link) {
    String base = PublicBase.current();
    return base.isEmpty() ? "" : base + PATH + token(link);
  }

  /** What stands for a link in its URL. */
  String token(FileLink link) {
    String text = link.encode();
    return text + "." + key.sign(text);
  }

  /**
   * The link that a token stands for.
   *
   * @throws ExecutorException PERMISSION_DENIED if it is none of ours, was altered, has expired or
   *     is for another deed
   */
  FileLink verify(String token, FileLink.Deed deed) {
    int dot = token.indexOf('.');
    if (dot < 0 || !key.signed(token.substring(0, dot), token.substring(dot + 1))) {
      throw denied("this URL is not one that the server gave out");
    }
    FileLink link = FileLink.decode(token.substring(0, dot));
    if (link.deed() != deed) {
      throw denied(
          "this URL is for " + (deed == FileLink.Deed.SEND ? "GET, not PUT" : "PUT, not GET"));
    }
    if (!clock.instant().isBefore(link.expires())) {
      throw denied("this URL has expired at " + link.expires() + ": ask for a new one");
    }
    return link;
  }

  private static ExecutorException denied(String message) {
    return new ExecutorException(ErrorCode.PERMISSION_DENIED, message);
  }
}
