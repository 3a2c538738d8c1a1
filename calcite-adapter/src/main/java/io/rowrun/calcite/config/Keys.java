package io.rowrun.calcite.config;

import java.util.Comparator;
import java.util.List;

/** Which keys there are at one place of a config, and which of them a mistyped one may mean. */
final class Keys {
  private Keys() {}

  /** What to say of a key that is none of those known. */
  static ConfigException unknown(Yaml value, String name, List<String> known) {
    return value.wrong("is no key that is known here" + meant(name, known));
  }

  /** A hint at what is nearest, or all there is. */
  static String meant(String name, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(nearest -> distance(name, nearest) <= Math.max(2, name.length() / 3))
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElseGet(() -> ": there are " + String.join(", ", known));
  }

  /** How many letters must be changed, added or removed to make one word of the other. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[row.length - 1];
  }
}
