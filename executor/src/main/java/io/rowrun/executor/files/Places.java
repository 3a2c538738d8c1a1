package io.rowrun.executor.files;

import java.nio.file.Path;

/**
 * Where the files of a job stand while it runs: in {@code work/} by their own paths, or, if those
 * lead elsewhere, each in a directory of its own, {@code inputs/N/} or {@code outputs/N/}.
 */
record Places(Path jobDirectory) {
  Path work() {
    return jobDirectory.resolve("work");
  }

  Path inputs() {
    return jobDirectory.resolve("inputs");
  }

  Path outputs() {
    return jobDirectory.resolve("outputs");
  }

  /** Where the input file of that number, from 0, stands. */
  Path input(int number, String declared) {
    return place(inputs(), number, declared);
  }

  /** Where the output file of that number, from 0, is to be. */
  Path output(int number, String declared) {
    return place(outputs(), number, declared);
  }

  /** The path by which the program knows the file. */
  String forProgram(Path place, String declared) {
    return PathRules.isBelowWork(Path.of(declared)) ? declared : place.toString();
  }

  private Path place(Path others, int number, String declared) {
    Path path = Path.of(declared);
    return PathRules.isBelowWork(path)
        ? work().resolve(path).normalize()
        : others.resolve(Integer.toString(number)).resolve(path.getFileName().toString());
  }
}
