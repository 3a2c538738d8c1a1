package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.creation;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.project;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a SQLite store is made, set up and refused. */
final class SqliteFileTest {
  private static final int PAGE_BYTES = 4_096;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("rowrun.db");
  }

  @Test
  void theWriterSyncsEveryCommitToAWriteAheadLog() {
    try (Database database = Database.sqlite(file)) {
      assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(database, "synchronous")).isEqualTo("2"); // FULL
      assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
      assertThat(pragma(database, "busy_timeout")).isEqualTo("10000");
    }
  }

  @Test
  void readersCannotWrite() {
    try (Database database = Database.sqlite(file)) {
      assertThatThrownBy(
              () -> database.transactions().read(session -> session.update("DELETE FROM projects")))
          .hasMessageContaining("readonly");
    }
  }

  @Test
  void closingLeavesOneFile() throws Exception {
    makeStore();

    assertThat(contents().keySet()).containsExactly("rowrun.db");
  }

  @Test
  void aDraftThatAKilledProcessLeftIsForgotten() throws Exception {
    Files.writeString(directory.resolve("rowrun.db.new"), "half");
    Files.writeString(directory.resolve("rowrun.db.new-wal"), "half");

    makeStore();

    assertThat(contents().keySet()).containsExactly("rowrun.db");
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws Exception {
    makeStore();
    execute("PRAGMA user_version = 99");

    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "its version is 99, this program knows up to 2; use a newer program");
  }

  @Test
  void anotherProgramsDatabaseIsRefused() throws Exception {
    execute("CREATE TABLE t (x)");

    assertRefused(ErrorCode.FAILED_PRECONDITION, "the file is another program's SQLite database");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    Files.writeString(file, "Dear diary, ".repeat(1_000));

    assertRefused(ErrorCode.DATA_LOSS, "the file is damaged, it is no SQLite database");
  }

  @Test
  void anEmptyFileIsRefusedForAStoreIsNeverEmpty() throws Exception {
    Files.createFile(file);

    assertRefused(ErrorCode.DATA_LOSS, "the file is damaged, it ends after 0 bytes");
  }

  @Test
  void aStoreCutWithinItsHeaderIsRefused() throws Exception {
    makeStore();
    truncate(60);

    assertRefused(ErrorCode.DATA_LOSS, "the file is damaged, it ends after 60 bytes");
  }

  @Test
  void aStoreCutAnywhereIsRefused() throws Exception {
    makeStore();
    long sizeBytes = Files.size(file);
    truncate(3 * PAGE_BYTES + 1);

    assertRefused(
        ErrorCode.DATA_LOSS,
        "the file is damaged, it should have " + sizeBytes + " bytes and has 12289");
  }

  @Test
  void aStoreWhoseHeaderWasOverwrittenIsRefused() throws Exception {
    makeStore();
    overwrite(0, 100);

    assertRefused(ErrorCode.DATA_LOSS, "the file is damaged, it is no SQLite database");
  }

  @Test
  void aStoreWhoseFirstPageWasOverwrittenIsRefused() throws Exception {
    makeStore();
    overwrite(100, PAGE_BYTES - 100);

    assertRefused(ErrorCode.DATA_LOSS, "");
  }

  @Test
  void aStoreWithAnOverwrittenTableIsRefused() throws Exception {
    makeStore();
    overwrite(4 * PAGE_BYTES, PAGE_BYTES);

    assertRefused(ErrorCode.DATA_LOSS, "the file is damaged, page 5 is overwritten");
  }

  @Test
  void aLogWithoutItsStoreIsRefused() throws Exception {
    Files.writeString(directory.resolve("rowrun.db-wal"), "pages");

    assertRefused(ErrorCode.DATA_LOSS, "the file is missing, its log " + file + "-wal is there");
  }

  @Test
  void aDirectoryOfThatNameIsRefused() throws Exception {
    Files.createDirectory(file);

    assertRefused(ErrorCode.FAILED_PRECONDITION, "it is no file");
  }

  @Test
  void aStoreInADirectoryThatIsMissingIsRefused() {
    Path nowhere = directory.resolve("nowhere").resolve("rowrun.db");

    assertThatThrownBy(() -> Database.sqlite(nowhere))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage(
            "cannot open the store "
                + nowhere
                + ": the directory "
                + nowhere.getParent()
                + " does not exist");
  }

  @Test
  void pathsWithSpacesAndSignsAreOpened() throws Exception {
    file = Files.createDirectory(directory.resolve("ä b?c=d&e%20#f")).resolve("rowrun.db");

    makeStore();
    makeStore();

    assertThat(file).isRegularFile();
  }

  private void assertRefused(ErrorCode code, String reason) throws IOException {
    Map<String, ByteBuffer> before = contents();

    assertThatThrownBy(() -> Database.sqlite(file))
        .isInstanceOfSatisfying(ExecutorException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageStartingWith("cannot open the store " + file + ": ")
        .hasMessageEndingWith(reason);

    assertThat(contents()).isEqualTo(before);
  }

  private void makeStore() {
    try (Database database = Database.sqlite(file)) {
      database.projects().ensure(project("p"));
      Job job = job("p", "true");
      database.jobs().create(job, creation(job));
    }
  }

  private static String pragma(Database database, String name) {
    return database
        .transactions()
        .write(session -> session.first("PRAGMA " + name, Row::text).orElseThrow());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void truncate(long sizeBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(sizeBytes);
    }
  }

  private void overwrite(long position, int bytes) throws IOException {
    ByteBuffer garbage = ByteBuffer.allocate(bytes);
    while (garbage.hasRemaining()) {
      garbage.put((byte) 0xAA);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(garbage.flip(), position);
    }
  }

  /** Every file of the directory with its bytes. */
  private Map<String, ByteBuffer> contents() throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        contents.put(path.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
      }
    }
    return contents;
  }
}
