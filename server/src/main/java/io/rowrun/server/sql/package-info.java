/** Runs scripts of SQL statements and prints what they return. */
@NullMarked
package io.rowrun.server.sql;

import org.jspecify.annotations.NullMarked;
