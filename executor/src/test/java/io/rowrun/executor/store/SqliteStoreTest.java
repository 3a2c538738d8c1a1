package io.rowrun.executor.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends StoreContract {
  @TempDir Path directory;

  @Override
  Database open() {
    return Database.sqlite(directory.resolve("rowrun.db"));
  }
}
