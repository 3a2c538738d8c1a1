package io.rowrun.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What java.sql.Wrapper asks: everything is what it is, and wraps nothing. */
final class Wrapping {
  private Wrapping() {}

  static <T> T unwrap(Object self, @Nullable Class<T> type) throws SQLException {
    if (type != null && type.isInstance(self)) {
      return type.cast(self);
    }
    throw SqlErrors.data(
        "22023", "this object is no " + (type == null ? "null" : type.getSimpleName()));
  }

  static boolean isWrapperFor(Object self, @Nullable Class<?> type) {
    return type != null && type.isInstance(self);
  }
}
