package io.rowrun.executor.launcher;

import java.time.Duration;

/**
 * What a task uses at a moment.
 *
 * @param cpuTime used since its start, by all processes that it ever had, as far as is known
 * @param memoryBytes resident, summed over its processes: what several share counts for each
 * @param processes how many it has
 * @param readBytes passed to its programs by the kernel since its start, from wherever
 * @param writtenBytes taken from its programs by the kernel since its start, to wherever
 */
public record TaskUsage(
    Duration cpuTime, long memoryBytes, int processes, long readBytes, long writtenBytes) {}
