package io.rowrun.executor.job;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which instance types a host can give. A host counts as a node of at least 8 vCPUs, small ones
 * sharing theirs by time, so that c1.4 and c1.8 fit everywhere.
 *
 * @param capacity slots of the host
 * @param gpus of the host
 */
public record InstanceTypes(int capacity, int gpus) {
  private static final int LEAST_CAPACITY = 8;

  public InstanceTypes {
    if (capacity < 1 || gpus < 0) {
      throw new IllegalArgumentException("capacity " + capacity + ", gpus " + gpus);
    }
  }

  /** What this host has. */
  public static InstanceTypes ofThisHost() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new InstanceTypes(Math.max(LEAST_CAPACITY, processors), countGpus());
  }

  /** Whether the host, with nothing else running, can give the type. */
  public boolean fits(InstanceType type) {
    return type.slots() <= capacity && type.gpus() <= gpus;
  }

  /**
   * The first of the wanted types that this host can give; the default type when none is wanted.
   *
   * @throws ExecutorException INVALID_ARGUMENT if a name is unknown, FAILED_PRECONDITION if no type
   *     can ever fit
   */
  public InstanceType choose(List<String> wanted) {
    if (wanted.isEmpty()) {
      return InstanceType.DEFAULT;
    }
    List<InstanceType> types = wanted.stream().map(InstanceTypes::known).toList();
    return types.stream().filter(this::fits).findFirst().orElseThrow(() -> noneFits(types));
  }

  private static InstanceType known(String name) {
    return InstanceType.named(name)
        .orElseThrow(
            () ->
                new ExecutorException(
                    ErrorCode.INVALID_ARGUMENT,
                    "unknown instance type '" + name + "'; known are " + names()));
  }

  private ExecutorException noneFits(List<InstanceType> types) {
    String reasons = types.stream().map(this::whyNot).collect(Collectors.joining("; "));
    return new ExecutorException(
        ErrorCode.FAILED_PRECONDITION, "no wanted instance type fits this host: " + reasons);
  }

  private String whyNot(InstanceType type) {
    return type.slots() > capacity
        ? type.name() + " needs " + type.slots() + " vCPUs, the host has " + capacity
        : type.name() + " needs " + type.gpus() + " GPU, the host has " + gpus;
  }

  private static String names() {
    return InstanceType.ALL.stream().map(InstanceType::name).collect(Collectors.joining(", "));
  }

  private static int countGpus() {
    int count = 0;
    try (DirectoryStream<Path> devices =
        Files.newDirectoryStream(Path.of("/dev"), "nvidia[0-9]*")) {
      for (Path ignored : devices) {
        count++;
      }
    } catch (IOException e) {
      return 0; // no such directory: no GPU that we know how to give
    }
    return count;
  }
}
