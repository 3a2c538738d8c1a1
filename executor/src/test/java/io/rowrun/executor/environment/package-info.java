/** Environments of jobs, made from an index of our own. */
@NullMarked
package io.rowrun.executor.environment;

import org.jspecify.annotations.NullMarked;
