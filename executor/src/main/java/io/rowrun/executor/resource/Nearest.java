package io.rowrun.executor.resource;

import java.util.Collection;

/** Which of the known words somebody may have meant. */
final class Nearest {
  private static final int MOST_EDITS = 2;

  private Nearest() {}

  /** The end of a message about an unknown word. */
  static String hint(String word, Collection<String> known) {
    String nearest = "";
    int least = MOST_EDITS + 1;
    for (String candidate : known) {
      int edits = edits(word, candidate);
      if (edits < least) {
        least = edits;
        nearest = candidate;
      }
    }
    return nearest.isEmpty()
        ? "; known are " + String.join(", ", known)
        : "; did you mean '" + nearest + "'?";
  }

  /** How many letters have to be put in, taken out or exchanged for others. */
  private static int edits(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[above.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchange = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(above[j - 1] + exchange, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[other.length()];
  }
}
