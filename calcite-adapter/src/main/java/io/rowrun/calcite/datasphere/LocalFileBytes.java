package io.rowrun.calcite.datasphere;

import com.google.common.base.Optional;
import com.google.common.io.ByteSource;
import io.rowrun.calcite.config.LocalFile;
import java.io.IOException;
import java.io.InputStream;

/** The bytes that are sent of a file of this machine. */
final class LocalFileBytes extends ByteSource {
  private final LocalFile file;

  LocalFileBytes(LocalFile file) {
    this.file = file;
  }

  @Override
  public InputStream openStream() throws IOException {
    return file.open();
  }

  @Override
  public Optional<Long> sizeIfKnown() {
    return Optional.of(file.sizeBytes());
  }
}
