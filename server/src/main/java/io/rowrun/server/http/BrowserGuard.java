package io.rowrun.server.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites from using a browser on this machine to run jobs here: the name by
 * which the server is called must be one of its own (else any name that leads here would make a
 * page one of ours), and a page that asks must come from here. Thread-safe.
 */
public final class BrowserGuard extends Handler.Wrapper {
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]");
  private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");

  private final Set<String> hosts;
  private final @Nullable URI publicUrl;

  /**
   * @param hosts names, in lower case, that the server has beside localhost and loopback addresses
   * @param publicUrl where it is reached through a proxy; null: nowhere
   */
  public BrowserGuard(Set<String> hosts, @Nullable URI publicUrl, Handler handler) {
    super(handler);
    this.hosts = Set.copyOf(hosts);
    this.publicUrl = publicUrl;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    try {
      checkHost(request.getHttpURI().getHost());
      checkOrigin(request);
    } catch (HttpFailure refused) {
      FailureWriter.write(refused, request, response, callback);
      return true;
    }
    return super.handle(request, response, callback);
  }

  private void checkHost(@Nullable String host) {
    if (host != null && !isOurs(host.toLowerCase(Locale.ROOT))) {
      throw HttpFailure.forbidden(
          "host '"
              + host
              + "' is not one of this server: use 127.0.0.1, localhost or --public-url");
    }
  }

  private boolean isOurs(String host) {
    return host.equals("localhost")
        || hosts.contains(host)
        || (publicUrl != null && host.equals(publicUrl.getHost()))
        || isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return LITERAL.matcher(host).matches() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private void checkOrigin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null && !isOurs(origin, request)) {
      throw HttpFailure.forbidden("pages of '" + origin + "' may not use this server");
    }
    String site = request.getHeaders().get("Sec-Fetch-Site");
    if (site != null && FOREIGN_SITES.contains(site) && !opensFile(request)) {
      throw HttpFailure.forbidden("pages of other sites may not use this server");
    }
  }

  private boolean isOurs(String origin, Request request) {
    return origin.equals("http://" + request.getHttpURI().getAuthority())
        || (publicUrl != null && publicUrl.toString().startsWith(origin + "/"))
        || (publicUrl != null && publicUrl.toString().equals(origin));
  }

  /** Whoever has the URL of a file may follow it from anywhere. */
  private static boolean opensFile(Request request) {
    return request.getMethod().equals("GET")
        && String.valueOf(request.getHttpURI().getPath()).startsWith("/files/");
  }
}
