/** What clients do to a running server over the network, call by call. */
@NullMarked
package io.rowrun.server.flow;

import org.jspecify.annotations.NullMarked;
