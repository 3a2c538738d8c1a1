/** The tables of schema datasphere, one file a table, and the calls that they stand for. */
@NullMarked
package io.rowrun.calcite.datasphere;

import org.jspecify.annotations.NullMarked;
