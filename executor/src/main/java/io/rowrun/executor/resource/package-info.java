/** What jobs may use by id because the server's operator configured it in {@code rowrun.yaml}. */
@NullMarked
package io.rowrun.executor.resource;

import org.jspecify.annotations.NullMarked;
