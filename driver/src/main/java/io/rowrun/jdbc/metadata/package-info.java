/** The result sets of DatabaseMetaData, made from the declared catalogue without any call. */
@NullMarked
package io.rowrun.jdbc.metadata;

import org.jspecify.annotations.NullMarked;
