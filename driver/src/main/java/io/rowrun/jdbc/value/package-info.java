/** A column's value in the engine's internal form, and the Java types JDBC shows it as. */
@NullMarked
package io.rowrun.jdbc.value;

import org.jspecify.annotations.NullMarked;
