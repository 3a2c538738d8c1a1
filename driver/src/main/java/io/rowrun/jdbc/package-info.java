/** The JDBC driver: URL, connections, statements, result sets, metadata and errors. */
@NullMarked
package io.rowrun.jdbc;

import org.jspecify.annotations.NullMarked;
