/** Bytes of files over HTTP, for whoever has the URL that a service gave out for them. */
@NullMarked
package io.rowrun.server.link;

import org.jspecify.annotations.NullMarked;
