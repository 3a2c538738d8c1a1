/** The gRPC services: they check requests at the edge and translate between wire and domain. */
@NullMarked
package io.rowrun.executor.service;

import org.jspecify.annotations.NullMarked;
