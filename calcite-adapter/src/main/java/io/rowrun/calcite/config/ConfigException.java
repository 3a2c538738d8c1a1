package io.rowrun.calcite.config;

/**
 * A mistake in a config.yaml or in the files that it names. The message is one line: where in the
 * text if it is known, the key, and the rule that was broken.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message);
  }

  /**
   * @param line from 1
   * @param key with its parents, such as {@code env.python.version}; empty for the whole text
   */
  static ConfigException at(int line, String key, String rule) {
    return new ConfigException(
        "config line " + line + (key.isEmpty() ? "" : ", " + key) + ": " + rule);
  }
}
