/** The parser extension and the validator for RETURNING. */
@NullMarked
package io.rowrun.calcite.sql;

import org.jspecify.annotations.NullMarked;
