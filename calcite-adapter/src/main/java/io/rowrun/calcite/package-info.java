/** The schema for a Calcite model file. */
@NullMarked
package io.rowrun.calcite;

import org.jspecify.annotations.NullMarked;
