package io.rowrun.server.grpc;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what clients do wrong, or that they went away, out of the log: they know it themselves. */
final class TransportLogs {
  // held here: a logger that nobody holds forgets what it was told
  private static final Logger SERVLET = Logger.getLogger("io.grpc.servlet.jakarta");
  private static final Logger CALLS = Logger.getLogger("io.grpc.internal.ServerCallImpl");
  private static final Logger TASKS = Logger.getLogger("io.grpc.internal.SerializingExecutor");

  private TransportLogs() {}

  static void quieten() {
    SERVLET.setLevel(Level.SEVERE);
    CALLS.setFilter(new OursOnly());
    TASKS.setFilter(new OursOnly());
  }

  /** What is sent to a client that has just gone fails within Jetty, on its finished request. */
  private static final class OursOnly implements Filter {
    @Override
    public boolean isLoggable(LogRecord line) {
      Throwable thrown = line.getThrown();
      return thrown == null
          || thrown.getStackTrace().length == 0
          || !thrown.getStackTrace()[0].getClassName().startsWith("org.eclipse.jetty.");
    }
  }
}
