package io.rowrun.jdbc;

import io.rowrun.jdbc.endpoint.Target;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A parsed URL with the properties given beside it, which win.
 *
 * @param text the URL without secrets
 */
record ConnectionUrl(String text, Target target, Map<Property, String> given) {
  static final String PREFIX = "jdbc:rowrun:";

  private static final String USAGE =
      "expected jdbc:rowrun:, jdbc:rowrun:file:DIRECTORY, jdbc:rowrun:mem:NAME"
          + " or jdbc:rowrun:grpc://HOST:PORT/PROJECT, with TLS grpcs:";

  ConnectionUrl {
    given = Map.copyOf(given);
  }

  static ConnectionUrl parse(String url, @Nullable Properties info) throws SQLException {
    if (!url.startsWith(PREFIX)) {
      throw bad("not a URL of this driver: " + USAGE);
    }
    String rest = url.substring(PREFIX.length());
    int question = rest.indexOf('?');
    String place = question < 0 ? rest : rest.substring(0, question);
    try {
      Map<Property, String> given = new EnumMap<>(Property.class);
      Target target = target(place, given);
      Map<Property, String> query = new EnumMap<>(Property.class);
      if (question >= 0) {
        readQuery(rest.substring(question + 1), query);
      }
      given.putAll(query);
      String text = PREFIX + place + publicQuery(query);
      readProperties(info, given);
      return new ConnectionUrl(text, target, given);
    } catch (IllegalArgumentException e) {
      throw bad(e.getMessage());
    }
  }

  /** The value in force; null if there is neither a given one nor a default. */
  @Nullable String get(Property property) {
    return given.getOrDefault(property, property.defaultValue());
  }

  /** The number in force. */
  int number(Property property) throws SQLException {
    String value = String.valueOf(get(property));
    try {
      int number = Integer.parseInt(value.trim());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw bad(
        "connection property " + property.key() + " is a whole number from 0, not '" + value + "'");
  }

  private static Target target(String place, Map<Property, String> given) throws SQLException {
    if (place.isEmpty()) {
      return new Target.Directory(Path.of(System.getProperty("user.home"), ".rowrun"));
    }
    int colon = place.indexOf(':');
    String scheme = colon < 0 ? place : place.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = colon < 0 ? "" : place.substring(colon + 1);
    return switch (scheme) {
      case "file" -> new Target.Directory(directory(rest));
      case "mem" -> new Target.Memory(rest);
      case "grpc" -> remote(scheme, rest, Target.Transport.PLAINTEXT, given);
      case "grpcs" -> remote(scheme, rest, Target.Transport.TLS, given);
      case "http", "https" ->
          throw new SQLFeatureNotSupportedException(
              "URLs with " + scheme + ": are not served yet; use grpc: on a loopback address",
              "0A000");
      default -> throw new IllegalArgumentException("cannot use '" + place + "': " + USAGE);
    };
  }

  private static Path directory(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("file: needs a directory: " + USAGE);
    }
    String home = System.getProperty("user.home");
    String path = text.startsWith("~/") ? home + text.substring(1) : text;
    try {
      return Path.of(path.startsWith("//") ? path.substring(2) : path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is no path: " + e.getReason(), e);
    }
  }

  private static Target remote(
      String scheme, String rest, Target.Transport transport, Map<Property, String> given) {
    if (!rest.startsWith("//")) {
      throw new IllegalArgumentException(scheme + ": needs //HOST:PORT: " + USAGE);
    }
    int slash = rest.indexOf('/', 2);
    String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
    String project = slash < 0 ? "" : decode(rest.substring(slash + 1));
    if (!project.isEmpty()) {
      given.put(Property.PROJECT, project);
    }
    int colon = authority.lastIndexOf(':');
    try {
      int port = Integer.parseInt(authority.substring(colon + 1));
      if (colon > 0 && port > 0 && port < 65536) {
        return new Target.Server(authority.substring(0, colon), port, transport);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("'" + authority + "' is no HOST:PORT");
  }

  private static void readQuery(String query, Map<Property, String> given) {
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("'" + pair + "' in the URL is no key=value");
      }
      put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)), given);
    }
  }

  private static void readProperties(@Nullable Properties info, Map<Property, String> given) {
    if (info == null) {
      return;
    }
    for (String key : info.stringPropertyNames()) {
      put(key, info.getProperty(key), given);
    }
  }

  /** An empty value, as tools send it for a field left blank, is no value. */
  private static void put(String key, String value, Map<Property, String> given) {
    Property property = Property.named(key);
    if (!value.isEmpty()) {
      given.put(property, property.check(value));
    }
  }

  private static String publicQuery(Map<Property, String> values) {
    StringBuilder query = new StringBuilder();
    values.forEach(
        (property, value) -> {
          if (!property.isSecret()) {
            query.append(query.length() == 0 ? '?' : '&');
            query.append(property.key()).append('=').append(encode(value));
          }
        });
    return query.toString();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return text.replace("%", "%25").replace("&", "%26").replace("?", "%3F").replace("=", "%3D");
  }

  private static SQLException bad(@Nullable String message) {
    return new SQLDataException(message, "22023");
  }
}
