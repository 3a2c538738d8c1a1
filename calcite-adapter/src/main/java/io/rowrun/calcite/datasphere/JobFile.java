package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.datasphere.Values.text;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.v1.FileKind;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A file of a job.
 *
 * @param calls what its bytes are fetched with
 * @param present whether the server has its bytes; null if that is not known
 * @param error why it has not
 */
record JobFile(
    Calls calls,
    Job job,
    FileKind kind,
    File file,
    @Nullable Boolean present,
    @Nullable String error) {

  /** The same file when the data of its job is gone. */
  JobFile withoutData() {
    return Boolean.FALSE.equals(present)
        ? this
        : new JobFile(calls, job, kind, file, false, FilesOfJob.CLEARED);
  }

  String path() {
    return file.getDesc().getPath();
  }

  /** Known of files that are declared with their hash, and of those that were written. */
  @Nullable Long sizeBytes() {
    return text(file.getSha256()) == null ? null : file.getSizeBytes();
  }

  @Nullable String compression() {
    return switch (file.getCompressionType()) {
      case NONE -> "NONE";
      case ZIP -> "ZIP";
      default -> null;
    };
  }

  /** The bytes; downloaded now. */
  @Nullable ByteString content() {
    return Boolean.TRUE.equals(present)
        ? new ByteString(Transfer.download(calls, job.getId(), kind, file).toByteArray())
        : null;
  }
}
