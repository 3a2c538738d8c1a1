/**
 * Keeps jobs, executions, operations and projects in SQLite or PostgreSQL; what returned is on
 * disk.
 */
@NullMarked
package io.rowrun.executor.store;

import org.jspecify.annotations.NullMarked;
