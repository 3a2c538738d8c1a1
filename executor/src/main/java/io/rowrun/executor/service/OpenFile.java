package io.rowrun.executor.service;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A file of a job, open for reading; whoever got it closes it.
 *
 * @param path as the job names it
 * @param sizeBytes how much of the channel is the file
 * @param sha256 of the bytes; empty: not known
 * @param zipped whether the bytes are a ZIP archive of a directory
 */
public record OpenFile(
    FileChannel channel, String path, long sizeBytes, String sha256, boolean zipped)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
