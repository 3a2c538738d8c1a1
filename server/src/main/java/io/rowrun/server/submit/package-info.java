/**
 * The commands {@code rowrun submit} and {@code rowrun job}: they run a config.yaml as the vendor's
 * client does, through the API alone.
 */
@NullMarked
package io.rowrun.server.submit;

import org.jspecify.annotations.NullMarked;
