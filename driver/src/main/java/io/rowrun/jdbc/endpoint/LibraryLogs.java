package io.rowrun.jdbc.endpoint;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Keeps libraries from telling what a user of a driver need not hear: how pools start, and, with a
 * stack, what the statement's exception tells in a line. Whoever sets a level for them gets it.
 */
final class LibraryLogs {
  /** Held, because the log manager forgets loggers that nobody holds, with their levels. */
  private static final List<Logger> QUIET =
      Stream.of("com.zaxxer.hikari", "io.ebean", "io.grpc.internal.ManagedChannelImpl")
          .filter(name -> LogManager.getLogManager().getProperty(name + ".level") == null)
          .map(Logger::getLogger)
          .filter(logger -> logger.getLevel() == null)
          .toList();

  private LibraryLogs() {}

  static void quieten() {
    QUIET.forEach(
        logger ->
            logger.setLevel(logger.getName().startsWith("io.grpc") ? Level.SEVERE : Level.WARNING));
  }
}
