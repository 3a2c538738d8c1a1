/**
 * What a table is: columns, keys and methods declared as data, and what a statement gives to a read
 * or a write.
 */
@NullMarked
package io.rowrun.calcite.provider;

import org.jspecify.annotations.NullMarked;
