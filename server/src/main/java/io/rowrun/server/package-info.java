/** The {@code rowrun} command: serves a data directory, runs SQL from a shell. */
@NullMarked
package io.rowrun.server;

import org.jspecify.annotations.NullMarked;
