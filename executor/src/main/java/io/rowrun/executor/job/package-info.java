/**
 * What a job, its executions, operations and project are: values and the state machine, JDK only.
 */
@NullMarked
package io.rowrun.executor.job;

import org.jspecify.annotations.NullMarked;
