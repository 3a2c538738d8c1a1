/** Relational nodes and rules: the pushed scan and what may be pushed into it. */
@NullMarked
package io.rowrun.calcite.rel;

import org.jspecify.annotations.NullMarked;
