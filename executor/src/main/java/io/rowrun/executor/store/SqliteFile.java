package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The file of a SQLite store: how it comes to be, and whether it may be opened. A file of that name
 * is a whole store from its first moment, so one that is empty or cut short is damaged, not new.
 */
final class SqliteFile {
  // Inner and outer pages of indexes and tables, in SQLite's file format.
  private static final Set<Byte> TREE_PAGES = Set.of((byte) 2, (byte) 5, (byte) 10, (byte) 13);
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;

  private final Path file;

  SqliteFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public String toString() {
    return "the store " + file;
  }

  /** As a URI: a question mark in the path is a part of it. */
  String url() {
    return "jdbc:sqlite:" + file.toUri();
  }

  /** How the one connection that writes is set up: a commit that returned survives a power cut. */
  static SQLiteConfig writerConfig() {
    SQLiteConfig config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.enforceForeignKeys(true);
    return config;
  }

  /** How the connections that only read are set up. */
  static SQLiteConfig readerConfig() {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    return config;
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    return config;
  }

  /**
   * Makes the file if there is none, refuses it if it is no store, brings its tables up to date.
   */
  void prepare() {
    try {
      if (Files.exists(file)) {
        check();
        upgrade();
      } else {
        create();
      }
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION, "cannot open the store " + file + ": " + reason(e), e);
    } catch (SQLException e) {
      throw StoreErrors.of("cannot open " + this, e);
    }
  }

  /** Writes nothing, neither into the file nor beside it. */
  private void check() throws IOException, SQLException {
    if (!Files.isRegularFile(file)) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION, "cannot open the store " + file + ": it is no file");
    }
    Path log = beside("-wal");
    boolean hasLog = Files.exists(log) && Files.size(log) > 0;
    SqliteHeader header = SqliteHeader.read(file);
    header.check(file, hasLog);
    if (!hasLog) {
      checkRoots(header.pageBytes());
    }
  }

  /** Looks at the first page of every table and index: is it still one? */
  private void checkRoots(int pageBytes) throws IOException, SQLException {
    List<Long> roots = roots();
    if (roots.isEmpty()) {
      throw SqliteHeader.damaged(file, "it has no tables");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long root : roots) {
        ByteBuffer kind = ByteBuffer.allocate(1);
        channel.read(kind, (root - 1) * pageBytes);
        if (!TREE_PAGES.contains(kind.get(0))) {
          throw SqliteHeader.damaged(file, "page " + root + " is overwritten");
        }
      }
    }
  }

  /** The pages after the first, which holds the list and has other bytes before its kind. */
  private List<Long> roots() throws SQLException {
    try (Connection connection = readerConfig().createConnection(url() + "?immutable=1");
        Statement statement = connection.createStatement();
        ResultSet pages =
            statement.executeQuery("SELECT rootpage FROM sqlite_schema WHERE rootpage > 1")) {
      List<Long> roots = new ArrayList<>();
      while (pages.next()) {
        roots.add(pages.getLong(1));
      }
      return roots;
    }
  }

  private void upgrade() throws SQLException {
    try (Connection connection = writerConfig().createConnection(url())) {
      int version = version(connection);
      SqliteHeader.checkVersion(file, version);
      if (version < Migrations.VERSION) {
        migrate(connection);
      }
    }
  }

  /** Under another name first: whoever is killed in here leaves no half-made store. */
  private void create() throws IOException, SQLException {
    if (Files.exists(beside("-wal"))) {
      throw new ExecutorException(
          ErrorCode.DATA_LOSS,
          "cannot open the store "
              + file
              + ": the file is missing, its log "
              + beside("-wal")
              + " is there");
    }
    Path directory = file.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot open " + this + ": the directory " + directory + " does not exist");
    }
    SqliteFile draft = new SqliteFile(beside(".new"));
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      Files.deleteIfExists(draft.beside(suffix));
    }
    createOwnerOnly(draft.file);
    try (Connection connection = writerConfig().createConnection(draft.url());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA application_id = " + SqliteHeader.APPLICATION_ID);
      migrate(connection);
    }
    Files.move(draft.file, file, StandardCopyOption.ATOMIC_MOVE);
    force(directory);
  }

  /**
   * What jobs are given is nobody else's to read. SQLite gives its other files the permissions of
   * this one.
   */
  private static void createOwnerOnly(Path file) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  /** The version is noted last: whoever is killed in here starts again. */
  private static void migrate(Connection connection) throws SQLException {
    Migrations.run(connection, Dialect.SQLITE);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + Migrations.VERSION);
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /** Makes the names in a directory as durable as the files are. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** Java's file errors often say nothing but the path; the kind of the error is the reason. */
  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof AccessDeniedException denied) {
      return "access to " + denied.getFile() + " is denied";
    }
    return String.valueOf(e.getMessage());
  }
}
