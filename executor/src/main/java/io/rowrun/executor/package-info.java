/** The embedded executor: wires store, queue, files, logs, launcher and gRPC services together. */
@NullMarked
package io.rowrun.executor;

import org.jspecify.annotations.NullMarked;
