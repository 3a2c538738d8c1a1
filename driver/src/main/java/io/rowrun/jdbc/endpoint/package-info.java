/** Where the work is done: an executor in this process, its owner elsewhere, or a server. */
@NullMarked
package io.rowrun.jdbc.endpoint;

import org.jspecify.annotations.NullMarked;
