package io.rowrun.executor.launcher;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image, as the specification of image registries has it: {@code
 * REGISTRY/NAME:TAG@DIGEST} with only the name required. What engines take for names beyond that,
 * such as paths of archives, is none.
 *
 * @param registry its host and port; for a name without one that of Docker Hub, as engines have it
 * @param full the name with its registry
 */
record ImageName(String registry, String full) {
  static final String DOCKER_HUB = "docker.io";

  private static final String HOST =
      "(?:[A-Za-z0-9](?:[-.A-Za-z0-9]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])";
  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:("
              + HOST
              + "(?::[0-9]{1,5})?)/)??("
              + PART
              + "(?:/"
              + PART
              + ")*)"
              + "(?::[A-Za-z0-9_][-.A-Za-z0-9_]{0,127})?(?:@sha256:[0-9a-f]{64})?");

  private static final int MOST_CHARACTERS = 500;
  private static final List<String> LOOPBACK = List.of("localhost", "[::1]");

  /**
   * Reads a name.
   *
   * @param field where it stands, for the error
   * @throws ExecutorException INVALID_ARGUMENT
   */
  static ImageName parse(String field, String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (text.length() > MOST_CHARACTERS || !matcher.matches()) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          field + " must name an image as in registry.example:5000/team/name:tag: '" + text + "'");
    }
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    if (first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost")) {
      return new ImageName(first, text);
    }
    return new ImageName(DOCKER_HUB, DOCKER_HUB + "/" + (slash < 0 ? "library/" : "") + text);
  }

  /** Whether it is that of an image made on this host, which no registry has. */
  boolean isOfThisHost() {
    return registry.equals("localhost");
  }

  /** Whether its registry is on this host: then it needs no certificate, as docker has it. */
  boolean isOnLoopback() {
    int colon = registry.lastIndexOf(':');
    String host = colon < 0 ? registry : registry.substring(0, colon);
    return LOOPBACK.contains(host) || host.matches("127(\\.[0-9]+){3}");
  }
}
