package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.project;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every kind of store does; the claims are in the interfaces. */
abstract class StoreContract
    implements JobClaims,
        ListClaims,
        QueueClaims,
        RunClaims,
        CancelClaims,
        ProjectClaims,
        DataClaims {
  private Database database;

  /** Opens the store of this test; a second call opens the same store again. */
  abstract Database open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    database = open();
    database.projects().ensure(project(StoreScenario.PROJECT));
  }

  @AfterEach
  void closeStore() {
    database.close();
  }

  @Override
  public Database database() {
    return database;
  }

  @Override
  public StoreScenario given() {
    return new StoreScenario(database);
  }

  @Override
  public void reopen() throws Exception {
    database.close();
    database = open();
  }
}
