package io.rowrun.executor.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * An open store. Opening brings its tables up to date; a store that a newer version made, or a file
 * that is none, is refused and not written to. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final String POSTGRESQL_STORE = "the PostgreSQL store";
  private static final int SQLITE_READERS = 4;
  private static final int POSTGRESQL_CONNECTIONS = 10;

  private final List<HikariDataSource> pools;
  private final Transactions transactions;
  private final JobStore jobs;
  private final ExecutionStore executions;
  private final OperationStore operations;
  private final ProjectStore projects;
  private final FileStore files;
  private final DatasetStore datasets;
  private final JobDataStore jobData;

  private Database(Transactions transactions, List<HikariDataSource> pools) {
    this.pools = pools;
    this.transactions = transactions;
    jobs = new JobStore(transactions);
    executions = new ExecutionStore(transactions);
    operations = new OperationStore(transactions);
    projects = new ProjectStore(transactions);
    files = new FileStore(transactions);
    datasets = new DatasetStore(transactions);
    jobData = new JobDataStore(transactions);
    new OlderJobs(transactions).noteContents();
  }

  /**
   * Opens the store in {@code file}, or makes it. The file must be on a local disk, and one process
   * at a time may have it open. The key of its secrets is {@code secret.key} beside it.
   *
   * @throws io.rowrun.executor.job.ExecutorException FAILED_PRECONDITION for a store of a newer
   *     version or a file of another program, DATA_LOSS for a damaged file
   */
  public static Database sqlite(Path file) {
    SqliteFile store = new SqliteFile(file);
    SecretBox secrets = new SecretBox(file.resolveSibling("secret.key"));
    store.prepare();
    HikariDataSource writer = sqliteWriter(store);
    try {
      HikariDataSource readers = sqliteReaders(store);
      // SQLite lets writers in by chance: in turn, none waits for seconds.
      Lock writerQueue = new ReentrantLock(true);
      return new Database(
          new Transactions(store.toString(), Dialect.SQLITE, readers, writer, writerQueue, secrets),
          List.of(readers, writer));
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** Opens the store in a PostgreSQL database of version 14 or later, or makes it there. */
  public static Database postgresql(
      String jdbcUrl, String user, String password, SecretBox secrets) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("rowrun-postgresql");
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(POSTGRESQL_CONNECTIONS);
    config.setMinimumIdle(1);
    HikariDataSource pool = open(config, POSTGRESQL_STORE);
    try {
      return postgresql(pool, List.of(pool), secrets);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** The same, over connections of the caller, who closes what they come from. */
  public static Database postgresql(DataSource connections, SecretBox secrets) {
    return postgresql(connections, List.of(), secrets);
  }

  public JobStore jobs() {
    return jobs;
  }

  public ExecutionStore executions() {
    return executions;
  }

  public OperationStore operations() {
    return operations;
  }

  public ProjectStore projects() {
    return projects;
  }

  public FileStore files() {
    return files;
  }

  public JobDataStore jobData() {
    return jobData;
  }

  public DatasetStore datasets() {
    return datasets;
  }

  Transactions transactions() {
    return transactions;
  }

  /** Closes the connections; the writer's last, for it is the one that tidies SQLite's log up. */
  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
  }

  private static Database postgresql(
      DataSource connections, List<HikariDataSource> pools, SecretBox secrets) {
    new PostgresqlSchema(POSTGRESQL_STORE, connections).prepare();
    // The database itself orders writers; holders of a read lock do not wait for each other.
    Lock nobodyWaits = new ReentrantReadWriteLock().readLock();
    return new Database(
        new Transactions(
            POSTGRESQL_STORE, Dialect.POSTGRESQL, connections, connections, nobodyWaits, secrets),
        pools);
  }

  private static HikariDataSource sqliteWriter(SqliteFile store) {
    HikariConfig config = sqlitePool(store, SqliteFile.writerConfig());
    config.setPoolName("rowrun-writer");
    config.setMaximumPoolSize(1);
    return open(config, store.toString());
  }

  private static HikariDataSource sqliteReaders(SqliteFile store) {
    HikariConfig config = sqlitePool(store, SqliteFile.readerConfig());
    config.setPoolName("rowrun-readers");
    config.setReadOnly(true);
    config.setMinimumIdle(1);
    config.setMaximumPoolSize(SQLITE_READERS);
    return open(config, store.toString());
  }

  private static HikariConfig sqlitePool(SqliteFile store, SQLiteConfig sqliteConfig) {
    SQLiteDataSource source = new SQLiteDataSource(sqliteConfig);
    source.setUrl(store.url());
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setIdleTimeout(0);
    config.setMaxLifetime(0);
    return config;
  }

  private static HikariDataSource open(HikariConfig config, String store) {
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw StoreErrors.of("cannot open " + store, cause);
      }
      throw e;
    }
  }
}
