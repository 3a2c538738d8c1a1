package io.rowrun.executor.store;

import java.nio.file.Path;
import javax.sql.DataSource;

/**
 * An open store. Opening brings its tables up to date; a store that a newer version made, or a file
 * that is none, is refused and not written to. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private Database() {}

  /**
   * Opens the store in {@code file}, or makes it. The file must be on a local disk.
   *
   * @throws io.rowrun.executor.job.ExecutorException FAILED_PRECONDITION for a store of a newer
   *     version, DATA_LOSS for a damaged file or one that is no store
   */
  public static Database sqlite(Path file) {
    throw new UnsupportedOperationException();
  }

  /** Opens the store in a PostgreSQL database of version 14 or later, or makes it there. */
  public static Database postgresql(String jdbcUrl, String user, String password) {
    throw new UnsupportedOperationException();
  }

  /** The same, over connections of the caller, who closes what they come from. */
  public static Database postgresql(DataSource connections) {
    throw new UnsupportedOperationException();
  }

  public JobStore jobs() {
    throw new UnsupportedOperationException();
  }

  public ExecutionStore executions() {
    throw new UnsupportedOperationException();
  }

  public OperationStore operations() {
    throw new UnsupportedOperationException();
  }

  public ProjectStore projects() {
    throw new UnsupportedOperationException();
  }

  public FileStore files() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
