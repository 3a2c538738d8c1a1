package io.rowrun.executor.environment;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.PipOptions;
import io.rowrun.executor.job.PythonEnvironment;
import io.rowrun.executor.job.UrlSecrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the fields of {@code python_env} must be like on any host. */
final class PythonRules {
  private static final String FIELD = "env.python_env.";
  private static final Pattern VERSION = Pattern.compile("3(\\.\\d{1,3}){0,2}");
  private static final Pattern HOST = Pattern.compile("[-.A-Za-z0-9_\\[\\]:*]+");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

  /** Options of a single requirement; that of a hash only makes sure of what is wanted. */
  private static final Pattern OPTION = Pattern.compile("\\s--?(?!hash=)[a-z].*");

  private static final Set<String> SCHEMES = Set.of("http", "https", "file");

  private PythonRules() {}

  /**
   * Checks all of them.
   *
   * @throws ExecutorException INVALID_ARGUMENT naming the field, without secrets
   */
  static void check(PythonEnvironment python) {
    checkCondaAlone(python);
    if (!python.pythonVersion().isEmpty() && !VERSION.matcher(python.pythonVersion()).matches()) {
      throw invalid(
          "python_version", python.pythonVersion(), "must be like 3.11, or 3 for any of them");
    }
    python.requirements().forEach(PythonRules::checkRequirement);
    if (python.pipOptions() != null) {
      checkPip(python.pipOptions());
    }
  }

  private static void checkCondaAlone(PythonEnvironment python) {
    if (python.condaYaml().indexOf('\0') >= 0) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT, FIELD + "conda_yaml contains a NUL character");
    }
    boolean others =
        !python.pythonVersion().isEmpty()
            || !python.requirements().isEmpty()
            || python.pipOptions() != null;
    if (!python.condaYaml().isBlank() && others) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          FIELD
              + "conda_yaml names all that is wanted: python_version, requirements and pip_options"
              + " cannot stand beside it");
    }
  }

  private static void checkRequirement(String line) {
    @Nullable String why = whyNoRequirement(line);
    if (why != null) {
      throw invalid("requirements", line, why);
    }
  }

  private static @Nullable String whyNoRequirement(String line) {
    if (CONTROL.matcher(line).find()) {
      return "must be one line without control characters";
    }
    if (line.strip().startsWith("-")) {
      return "is an option of pip and no requirement; pip_options has those that can be set";
    }
    if (line.endsWith("\\")) {
      return "must not end with a backslash";
    }
    return !line.strip().startsWith("#") && OPTION.matcher(line).find()
        ? "has an option of pip other than --hash"
        : null;
  }

  private static void checkPip(PipOptions options) {
    if (!options.indexUrl().isEmpty()) {
      checkUrl("pip_options.index_url", options.indexUrl());
    }
    options.extraIndexUrls().forEach(url -> checkUrl("pip_options.extra_index_urls", url));
    for (String host : options.trustedHosts()) {
      if (!HOST.matcher(host).matches()) {
        throw invalid("pip_options.trusted_hosts", host, "must be HOST or HOST:PORT");
      }
    }
  }

  private static void checkUrl(String field, String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean complete = scheme.equals("file") ? uri.getPath() != null : uri.getHost() != null;
      if (SCHEMES.contains(scheme) && complete) {
        return;
      }
    } catch (URISyntaxException e) {
      // said below, without the URL's secrets
    }
    throw invalid(field, url, "must be a URL that begins with http://, https:// or file://");
  }

  private static ExecutorException invalid(String field, String value, String rule) {
    String shown = CONTROL.matcher(UrlSecrets.masked(value)).replaceAll("?");
    return new ExecutorException(
        ErrorCode.INVALID_ARGUMENT, FIELD + field + ": '" + shown + "' " + rule);
  }

  /** The requirements that say something, in their order. */
  static List<String> requirements(PythonEnvironment python) {
    return python.requirements().stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  /** Major and minor version as wanted; empty: any. */
  static String version(PythonEnvironment python) {
    String[] parts = python.pythonVersion().split("\\.", -1);
    return parts.length < 2 ? parts[0] : parts[0] + "." + parts[1];
  }
}
