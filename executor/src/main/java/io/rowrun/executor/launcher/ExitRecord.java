package io.rowrun.executor.launcher;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param code the exit code of the command; 128 + n if signal n ended it
 * @param endedAt when the last of its processes was gone
 * @param reason who ended it
 * @param cpuSeconds user and system time of all its processes; null: not measured
 * @param maxRssBytes the largest resident set of any one of its processes, or of a container: the
 *     most memory it held, files in memory counted; null: not measured
 * @param why what else is known of its end, a line for people; null: nothing
 */
public record ExitRecord(
    int code,
    Instant endedAt,
    EndReason reason,
    @Nullable Double cpuSeconds,
    @Nullable Long maxRssBytes,
    @Nullable String why) {}
