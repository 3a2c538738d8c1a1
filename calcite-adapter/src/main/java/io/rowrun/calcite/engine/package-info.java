/** Plans statements, keeps the plans, and runs them. */
@NullMarked
package io.rowrun.calcite.engine;

import org.jspecify.annotations.NullMarked;
