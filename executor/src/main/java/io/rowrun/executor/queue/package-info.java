/** Runs what is queued: claims executions, stages, launches, follows and finishes them. */
@NullMarked
package io.rowrun.executor.queue;

import org.jspecify.annotations.NullMarked;
