package io.rowrun.executor.job;

import java.util.List;
import java.util.Optional;

/**
 * A size of host that a job may ask for. One slot is one vCPU.
 *
 * @param memoryBytes nominal: not guaranteed
 * @param gpuMemoryBytes of all its GPUs together
 */
public record InstanceType(
    String name, int vcpus, long memoryBytes, int gpus, long gpuMemoryBytes) {
  private static final long GB = 1L << 30;

  /** Every type there is. */
  public static final List<InstanceType> ALL =
      List.of(
          type("c1.4", 4, 32, 0, 0),
          type("c1.8", 8, 64, 0, 0),
          type("c1.32", 32, 256, 0, 0),
          type("c1.80", 80, 640, 0, 0),
          type("g1.1", 8, 96, 1, 32),
          type("g1.2", 16, 192, 2, 64),
          type("g1.4", 32, 384, 4, 128),
          type("g2.mig", 4, 16, 1, 10),
          type("g2.1", 28, 119, 1, 80),
          type("g2.2", 56, 238, 2, 160),
          type("g2.4", 112, 476, 4, 320),
          type("g2.8", 224, 952, 8, 640),
          type("gt4.1", 4, 16, 1, 16),
          type("gt4i.1", 8, 32, 1, 24));

  /** What a job gets that asks for nothing. */
  public static final InstanceType DEFAULT = ALL.get(0);

  /** The type of that name. */
  public static Optional<InstanceType> named(String name) {
    return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
  }

  /** How much of a host's capacity it takes. */
  public int slots() {
    return vcpus;
  }

  private static InstanceType type(String name, int vcpus, int memoryGb, int gpus, int gpuGb) {
    return new InstanceType(name, vcpus, memoryGb * GB, gpus, gpuGb * GB);
  }
}
