/** What must be there before the program of a job can start, and how it comes to be. */
@NullMarked
package io.rowrun.executor.environment;

import org.jspecify.annotations.NullMarked;
