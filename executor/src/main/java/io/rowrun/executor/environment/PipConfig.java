package io.rowrun.executor.environment;

import io.rowrun.executor.job.PipOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a job says about pip, as files that pip reads. Logins of indexes go to a file of their own,
 * by host, because pip hands URLs on to its other processes by their command lines, which everybody
 * can see. Only a login that cannot be told that way stays in its URL. A job that names an index
 * gets no other from the configuration of the host. One thread.
 */
final class PipConfig {
  /** What needs no quotes. */
  private static final Pattern PLAIN = Pattern.compile("[-A-Za-z0-9._~$*+=@%!]+");

  private static final Pattern USER_PART = Pattern.compile("://[^/]*@");

  private final Map<String, String> loginsByHost = new LinkedHashMap<>();

  private PipConfig() {}

  /** Texts by file name: {@code pip.conf}, and {@code netrc} if there are logins. */
  static Map<String, String> files(PipOptions options) {
    PipConfig config = new PipConfig();
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pip.conf", config.text(options));
    if (!config.loginsByHost.isEmpty()) {
      files.put("netrc", String.join("", config.loginsByHost.values()));
    }
    return files;
  }

  private String text(PipOptions options) {
    StringBuilder text = new StringBuilder("[global]\n");
    if (!options.indexUrl().isEmpty()) {
      text.append("index-url = ").append(withoutLogin(options.indexUrl())).append('\n');
      text.append("find-links =\nno-index =\n");
    }
    if (!options.indexUrl().isEmpty() || !options.extraIndexUrls().isEmpty()) {
      append(
          "extra-index-url",
          options.extraIndexUrls().stream().map(this::withoutLogin).toList(),
          text);
    }
    if (!options.trustedHosts().isEmpty()) {
      append("trusted-host", options.trustedHosts(), text);
    }
    return text.append("[install]\nno-deps = ").append(options.noDeps()).append('\n').toString();
  }

  private static void append(String name, List<String> values, StringBuilder text) {
    text.append(name).append(" =\n");
    values.forEach(value -> text.append("    ").append(value).append('\n'));
  }

  private String withoutLogin(String url) {
    URI uri = URI.create(url);
    @Nullable String host = uri.getHost();
    @Nullable String login = uri.getUserInfo();
    if (host == null || login == null) {
      return url;
    }
    String user = login.substring(0, Math.max(0, login.indexOf(':')));
    String password = login.substring(login.indexOf(':') + 1);
    if (host.startsWith("[")
        || !PLAIN.matcher(user).matches()
        || !PLAIN.matcher(password).matches()) {
      return url;
    }
    String line = "machine " + host + " login " + user + " password " + password + "\n";
    @Nullable String other = loginsByHost.putIfAbsent(host, line);
    return other == null || other.equals(line) ? USER_PART.matcher(url).replaceFirst("://") : url;
  }
}
