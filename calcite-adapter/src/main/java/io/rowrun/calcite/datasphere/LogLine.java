package io.rowrun.calcite.datasphere;

import org.jspecify.annotations.Nullable;

/**
 * A line of a log.
 *
 * @param number within the job from 1, if reading began at the beginning
 * @param offset where reading goes on after it
 * @param millis when it was begun, if that is known
 */
record LogLine(long number, long offset, String source, @Nullable Long millis, String content) {}
