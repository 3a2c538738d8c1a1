/** The gRPC services on the server's HTTP port, with health and reflection. */
@NullMarked
package io.rowrun.server.grpc;

import org.jspecify.annotations.NullMarked;
