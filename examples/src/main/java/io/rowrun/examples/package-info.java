/** Small programs that use Rowrun as a user would. */
@NullMarked
package io.rowrun.examples;

import org.jspecify.annotations.NullMarked;
