package io.rowrun.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Where the API is served. Until there is authentication that is a loopback address and nothing
 * else: whoever reaches the API may run commands as this user.
 */
record ApiAddress(InetAddress host, int port) {

  /**
   * @throws IllegalArgumentException if the text is no HOST:PORT, or the host no loopback address
   */
  static ApiAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port < 65536) {
        return new ApiAddress(loopback(text.substring(0, colon)), port);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("'" + text + "' is no HOST:PORT such as 127.0.0.1:7070");
  }

  InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  /** The names, in lower case, by which it was given; empty if by an address. */
  Set<String> names() {
    String name = host.toString().replaceFirst("/.*", ""); // getHostName() may ask the network
    return name.isEmpty() ? Set.of() : Set.of(name.toLowerCase(Locale.ROOT));
  }

  private static InetAddress loopback(String host) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("cannot listen on '" + host + "': no such host", e);
    }
    if (!address.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "cannot listen on "
              + host
              + ": whoever reaches the API may run commands as you, and there is no authentication"
              + " yet; listen on 127.0.0.1 and reach it through an SSH tunnel");
    }
    return address;
  }
}
