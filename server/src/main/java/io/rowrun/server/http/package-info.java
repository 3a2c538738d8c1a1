/** What all HTTP answers of the server share: errors, request ids, who may ask at all. */
@NullMarked
package io.rowrun.server.http;

import org.jspecify.annotations.NullMarked;
