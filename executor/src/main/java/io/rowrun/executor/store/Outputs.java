package io.rowrun.executor.store;

import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.StoredFile;
import java.util.List;

/** The columns of outputs. Most jobs have none, so that case takes no JSON. */
final class Outputs {
  private static final String NONE = "[]";

  private Outputs() {}

  static List<StoredFile> files(String text) {
    return text.equals(NONE) ? List.of() : Json.STORED_FILES.read(text);
  }

  static List<FileError> errors(String text) {
    return text.equals(NONE) ? List.of() : Json.FILE_ERRORS.read(text);
  }

  static String filesText(List<StoredFile> files) {
    return files.isEmpty() ? NONE : Json.STORED_FILES.write(files);
  }

  static String errorsText(List<FileError> errors) {
    return errors.isEmpty() ? NONE : Json.FILE_ERRORS.write(errors);
  }
}
