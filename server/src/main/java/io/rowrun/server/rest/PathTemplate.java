package io.rowrun.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rowrun.server.http.HttpFailure;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with the names of message fields in braces, such as {@code /operations/{operation_id}}.
 * Each stands for one segment, or the part of it before a colon.
 *
 * @param text as it is written in the table of routes
 * @param fields the names in braces, in order
 * @param pattern matches the paths meant, one group a field
 */
record PathTemplate(String text, List<String> fields, Pattern pattern) {
  private static final Pattern FIELD = Pattern.compile("\\{([a-z_]+)}");

  PathTemplate {
    fields = List.copyOf(fields);
  }

  static PathTemplate of(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher matcher = FIELD.matcher(text);
    int end = 0;
    while (matcher.find()) {
      fields.add(matcher.group(1));
      regex.append(Pattern.quote(text.substring(end, matcher.start()))).append("([^/:]+)");
      end = matcher.end();
    }
    regex.append(Pattern.quote(text.substring(end)));
    return new PathTemplate(text, fields, Pattern.compile(regex.toString()));
  }

  /**
   * The values of the fields, if the path is one of those meant.
   *
   * @param path as sent, percent-encoded
   * @throws HttpFailure if an id holds what no id may hold
   */
  Optional<Map<String, String>> match(String path) {
    Matcher matcher = pattern.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      values.put(fields.get(i), decode(fields.get(i), matcher.group(i + 1)));
    }
    return Optional.of(values);
  }

  private static String decode(String field, String segment) {
    String value;
    try {
      value = URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw HttpFailure.invalid(field + " in the path is not percent-encoded: '" + segment + "'");
    }
    if (value.indexOf(':') >= 0 || value.indexOf('/') >= 0) {
      throw HttpFailure.invalid(field + " must not contain ':' or '/': '" + value + "'");
    }
    return value;
  }
}
