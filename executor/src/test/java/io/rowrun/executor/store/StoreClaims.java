package io.rowrun.executor.store;

/** What the claims about a store need: the store of the test. */
interface StoreClaims {
  Database database();

  /** Steps that many claims start from, on the same store. */
  StoreScenario given();

  /** Closes the store and opens it again. */
  void reopen() throws Exception;
}
