package io.rowrun.executor.files;

import java.nio.file.Path;

/**
 * Where the files of a job stand while it runs: in {@code work/} by their own paths, or, if those
 * lead elsewhere, each in a directory of its own, {@code inputs/N/} or {@code outputs/N/}. What is
 * mounted is a symbolic link, {@code s3/ID} or {@code datasets/ID}.
 *
 * @param jobDirectory absolute
 */
public record Places(Path jobDirectory) {
  /** The working directory of the program. */
  public Path work() {
    return jobDirectory.resolve("work");
  }

  /** Input files that stand outside of the working directory. */
  public Path inputs() {
    return jobDirectory.resolve("inputs");
  }

  /** Output files that are to stand outside of the working directory. */
  public Path outputs() {
    return jobDirectory.resolve("outputs");
  }

  /** The links to S3 mounts. */
  public Path s3() {
    return jobDirectory.resolve("s3");
  }

  /** The link to one S3 mount. */
  public Path s3(String id) {
    return s3().resolve(id);
  }

  /** The links to datasets. */
  public Path datasets() {
    return jobDirectory.resolve("datasets");
  }

  /** The link to one dataset. */
  public Path dataset(String id) {
    return datasets().resolve(id);
  }

  /** The datasets that the job makes. */
  public Path outputDatasets() {
    return jobDirectory.resolve("output-datasets");
  }

  /** Where the dataset of that number, from 0, is to be made. */
  public Path outputDataset(int number) {
    return outputDatasets().resolve(Integer.toString(number));
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
