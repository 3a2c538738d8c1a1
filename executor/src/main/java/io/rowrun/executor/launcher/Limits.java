package io.rowrun.executor.launcher;

/**
 * How much of the host a task may take, where its engine can see to that.
 *
 * @param cpus processors' worth of time
 * @param memoryBytes of all its processes together
 */
public record Limits(int cpus, long memoryBytes) {
  public Limits {
    if (cpus < 1 || memoryBytes < 1) {
      throw new IllegalArgumentException("cpus " + cpus + ", memoryBytes " + memoryBytes);
    }
  }
}
