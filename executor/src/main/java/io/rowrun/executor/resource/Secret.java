package io.rowrun.executor.resource;

import static java.util.Objects.requireNonNull;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A value that nobody may read back, and where it comes from.
 *
 * @param forJobs whether jobs get it as an environment variable of its name
 */
record Secret(String name, Source source, boolean forJobs) {
  Secret {
    requireNonNull(name);
    requireNonNull(source);
  }

  /** Where a value stands. */
  sealed interface Source {
    /** In the file of resources itself. */
    record Value(String text) implements Source {
      @Override
      public String toString() {
        return "Value[hidden]";
      }
    }

    /** In a file of its own, read whenever it is needed; one line end at its end is no part. */
    record OfFile(Path path) implements Source {}

    /** In the environment of the server. */
    record OfEnvironment(String variable) implements Source {}
  }

  /**
   * The value itself.
   *
   * @throws ExecutorException FAILED_PRECONDITION naming the secret, never the value
   */
  String value() {
    if (source instanceof Source.Value here) {
      return here.text();
    }
    if (source instanceof Source.OfFile file) {
      return read(file.path());
    }
    String variable = ((Source.OfEnvironment) source).variable();
    String value = System.getenv(variable);
    if (value == null) {
      throw unreadable("the server has no environment variable " + variable);
    }
    return value;
  }

  private String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\r?\n\\z", "");
    } catch (IOException e) {
      throw unreadable("its file " + file + " cannot be read");
    }
  }

  private ExecutorException unreadable(String why) {
    return new ExecutorException(
        ErrorCode.FAILED_PRECONDITION, "secret '" + name + "' has no value: " + why);
  }
}
