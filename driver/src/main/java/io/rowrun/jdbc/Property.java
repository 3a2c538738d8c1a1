package io.rowrun.jdbc;

import java.sql.DriverPropertyInfo;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every property of a connection. The URL parser, {@link Driver#getPropertyInfo} and the README's
 * table come from here.
 */
@SuppressWarnings("ImmutableEnumChecker") // choices is a copy that nothing changes
public enum Property {
  PROJECT("project", "default", "Project that statements work in when they name none."),
  SCHEMA("schema", "datasphere", "Schema in which unqualified table names are looked up."),
  TOKEN("token", null, "Bearer token sent with every call."),
  TOKEN_FILE("tokenFile", null, "File that holds the bearer token; read again when it changes."),
  USER("user", null, "User name, where the endpoint asks for one."),
  PASSWORD("password", null, "Password of the user."),
  CA_FILE("caFile", null, "PEM file of certificate authorities to trust."),
  OPERATION_ENDPOINT(
      "operationEndpoint", null, "host:port that serves operations, where it is another host."),
  AWAIT(
      "await",
      "none",
      "Whether INSERT, UPDATE and DELETE return at once or when their operation has ended.",
      "none",
      "ended"),
  AWAIT_TIMEOUT("awaitTimeout", "3600", "How many seconds await=ended waits; the work goes on."),
  FILES_ROOT(
      "filesRoot", null, "Directory that relative paths of input files start from; default: here."),
  MAX_API_CALLS(
      "maxApiCalls", "0", "A statement that would make more calls than this fails; 0 = no limit."),
  ALLOW_UNBOUNDED(
      "allowUnbounded",
      "false",
      "Whether UPDATE and DELETE may go without a bounding WHERE.",
      "false",
      "true"),
  PARALLEL_CALLS("parallelCalls", "8", "How many calls a statement may have under way."),
  FETCH_SIZE("fetchSize", "1000", "Rows asked for at a time where rows are fetched in pages."),
  PLAN_CACHE_SIZE("planCacheSize", "1000", "How many statements keep their plan.");

  private final String key;
  private final @Nullable String defaultValue;
  private final String description;
  private final List<String> choices;

  Property(String key, @Nullable String defaultValue, String description, String... choices) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = List.of(choices);
  }

  /** The name in URLs and {@link Properties}. */
  public String key() {
    return key;
  }

  /** What holds when it is not given; null = nothing. */
  public @Nullable String defaultValue() {
    return defaultValue;
  }

  /** One sentence for people. */
  public String description() {
    return description;
  }

  /** The values it may have; empty = any. */
  public List<String> choices() {
    return choices;
  }

  /** Whether its value must never be shown. */
  public boolean isSecret() {
    return this == TOKEN || this == PASSWORD;
  }

  DriverPropertyInfo toInfo(@Nullable String value) {
    DriverPropertyInfo info = new DriverPropertyInfo(key, value);
    info.description = description;
    info.required = false;
    info.choices = choices.isEmpty() ? null : choices.toArray(String[]::new);
    return info;
  }

  /**
   * The property of that name, without regard to case.
   *
   * @throws IllegalArgumentException naming the nearest known one
   */
  static Property named(String key) {
    for (Property property : values()) {
      if (property.key.equalsIgnoreCase(key)) {
        return property;
      }
    }
    throw new IllegalArgumentException(
        "unknown connection property '" + key + "'; did you mean '" + nearest(key) + "'?");
  }

  /**
   * The value as it will be used.
   *
   * @throws IllegalArgumentException if it is none of the choices
   */
  String check(String value) {
    if (choices.isEmpty()) {
      return value;
    }
    String lower = value.trim().toLowerCase(Locale.ROOT);
    if (!choices.contains(lower)) {
      throw new IllegalArgumentException(
          "connection property " + key + " is one of " + choices + ", not '" + value + "'");
    }
    return lower;
  }

  private static String nearest(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .map(Property::key)
        .min(
            java.util.Comparator.comparingInt(
                known -> distance(lower, known.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  /** Levenshtein's: how many characters to insert, remove or replace. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
