/**
 * Starts the command of an execution as processes that outlive this one, on the host or in a
 * container, and tells how they end.
 */
@NullMarked
package io.rowrun.executor.launcher;

import org.jspecify.annotations.NullMarked;
