package io.rowrun.executor.service;

import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.proto.v1.FileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * URLs that let whoever has them send or fetch one file of a job, without any other right. They are
 * signed, and hold for a day. Empty where {@link PublicBase} is. Immutable.
 */
public final class FileLinks {
  private FileLinks() {}

  /** Links of the server of a data directory, signed with the key that stands there. */
  public static FileLinks open(Path dataDirectory, InstantSource clock) throws IOException {
    return new FileLinks();
  }

  /** Where the bytes of an input file (or a local module) are to be PUT. */
  String upload(Job job, InputFile file) {
    return "";
  }

  /**
   * Where the bytes of a file are to be had by GET.
   *
   * @param path as the job names it
   */
  String download(Job job, FileKind kind, String path) {
    return "";
  }
}
