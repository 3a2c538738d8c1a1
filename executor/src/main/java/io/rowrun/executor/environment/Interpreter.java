package io.rowrun.executor.environment;

import java.nio.file.Path;

/**
 * A Python of this host.
 *
 * @param path its real path, not that of a link or a wrapper
 * @param version whole, like {@code 3.11.2}
 * @param installsPackages whether it can make an environment into which pip installs
 */
record Interpreter(Path path, String version, boolean installsPackages) {

  /** Major and minor version, as in {@code 3.11}. */
  String series() {
    return version.substring(0, version.indexOf('.', version.indexOf('.') + 1));
  }

  /** Whether it is what somebody means who writes {@code wanted}; empty: any. */
  boolean is(String wanted) {
    return wanted.isEmpty() || version.startsWith(wanted + ".");
  }
}
