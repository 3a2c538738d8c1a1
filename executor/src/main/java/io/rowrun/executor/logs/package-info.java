/**
 * What a job wrote to its two streams, and what the service tells of it, in one order, readable
 * from any point while it runs.
 */
@NullMarked
package io.rowrun.executor.logs;

import org.jspecify.annotations.NullMarked;
