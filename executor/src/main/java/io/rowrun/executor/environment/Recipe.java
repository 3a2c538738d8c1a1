package io.rowrun.executor.environment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that an environment is made from.
 *
 * @param deed what {@code environment.sh} is to do
 * @param program what it does it with: an interpreter, or a tool
 * @param version of the program; empty: does not matter
 * @param files texts by file name
 */
record Recipe(String deed, String program, String version, Map<String, String> files) {
  private static final int KEY_DIGITS = 40;

  Recipe {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** The same for the same recipe only; tells nothing of what is in it. */
  String key() {
    List<String> all = new ArrayList<>(List.of(deed, program, version));
    files.forEach(
        (name, text) -> {
          all.add(name);
          all.add(text);
        });
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String whole = String.join("\0", all);
      byte[] hash = digest.digest(whole.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, KEY_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The files of the recipe and one more. */
  Map<String, String> filesWith(String name, String text) {
    Map<String, String> all = new LinkedHashMap<>(files);
    all.put(name, text);
    return all;
  }

  /** Leaves the texts out, as some are secret. */
  @Override
  public String toString() {
    return "Recipe[" + deed + " " + program + " " + version + " " + files.keySet() + "]";
  }
}
