package io.rowrun.executor.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import javax.sql.DataSource;

/**
 * Runs work against a store: reads beside each other, writes each in one transaction, in the order
 * in which {@code writerQueue} lets them in. Thread-safe.
 */
final class Transactions {
  private static final int ATTEMPTS = 5;

  private final String store;
  private final Dialect dialect;
  private final DataSource readers;
  private final DataSource writers;
  private final Lock writerQueue;
  private final SecretBox secrets;

  /**
   * @param store what messages call it
   */
  Transactions(
      String store,
      Dialect dialect,
      DataSource readers,
      DataSource writers,
      Lock writerQueue,
      SecretBox secrets) {
    this.store = store;
    this.dialect = dialect;
    this.readers = readers;
    this.writers = writers;
    this.writerQueue = writerQueue;
    this.secrets = secrets;
  }

  /** Statements that belong together. They may run more than once, the last time with effect. */
  interface Work<T> {
    T in(Session session) throws SQLException;
  }

  /** Runs work that changes nothing. */
  <T> T read(Work<T> work) {
    try (Connection connection = readers.getConnection()) {
      return work.in(new Session(connection, dialect, secrets));
    } catch (SQLException e) {
      throw StoreErrors.of("cannot read from " + store, e);
    }
  }

  /** Runs work whose changes are all on disk when this returns, or none are if it throws. */
  @CanIgnoreReturnValue
  <T> T write(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      writerQueue.lock();
      try (Connection connection = writers.getConnection()) {
        return commit(connection, work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !StoreErrors.isConflict(e)) {
          throw StoreErrors.of("cannot write to " + store, e);
        }
      } finally {
        writerQueue.unlock();
      }
    }
  }

  private <T> T commit(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.in(new Session(connection, dialect, secrets));
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      rollback(connection, e);
      throw e;
    }
  }

  private static void rollback(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /** The first of what a query by id found. */
  static ExecutorException notFound(String message) {
    return new ExecutorException(ErrorCode.NOT_FOUND, message);
  }
}
