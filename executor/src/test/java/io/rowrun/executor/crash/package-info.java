/** Kills the service at random moments and looks at what is left. */
@NullMarked
package io.rowrun.executor.crash;

import org.jspecify.annotations.NullMarked;
