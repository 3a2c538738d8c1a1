package io.rowrun.jdbc.metadata;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A name pattern of DatabaseMetaData: {@code %} is any text, {@code _} any character, a backslash
 * takes the meaning of what follows. Case does not matter. Immutable.
 */
public final class Pattern {
  private final @Nullable String pattern;

  private Pattern(@Nullable String pattern) {
    this.pattern = pattern == null ? null : pattern.toLowerCase(Locale.ROOT);
  }

  /** Null matches every name. */
  public static Pattern of(@Nullable String pattern) {
    return new Pattern(pattern);
  }

  /** A name without wildcards; null matches every name. */
  public static Pattern exactly(@Nullable String name) {
    return new Pattern(
        name == null ? null : name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"));
  }

  public boolean matches(String name) {
    return pattern == null || matches(pattern, 0, name.toLowerCase(Locale.ROOT), 0);
  }

  private static boolean matches(String pattern, int p, String name, int n) {
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '%') {
        for (int rest = n; rest <= name.length(); rest++) {
          if (matches(pattern, p + 1, name, rest)) {
            return true;
          }
        }
        return false;
      }
      if (n == name.length()) {
        return false;
      }
      boolean escaped = c == '\\' && p + 1 < pattern.length();
      char wanted = escaped ? pattern.charAt(p + 1) : c;
      if ((escaped || wanted != '_') && wanted != name.charAt(n)) {
        return false;
      }
      p += escaped ? 2 : 1;
      n++;
    }
    return n == name.length();
  }
}
