package io.rowrun.calcite.engine;

import org.jspecify.annotations.Nullable;

/** A value computed from a row. */
@FunctionalInterface
interface Expression {
  @Nullable Object value(@Nullable Object[] row, Run run);
}
