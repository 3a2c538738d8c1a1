package io.rowrun.jdbc;

/** Whether the rows that a write returns are its generated keys. */
enum KeysWanted {
  NO,
  YES
}
