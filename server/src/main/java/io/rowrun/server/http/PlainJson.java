package io.rowrun.server.http;

import java.util.Map;

/** Makes the JSON that protobuf prints readable: it escapes what matters inside HTML only. */
public final class PlainJson {
  private static final Map<String, Character> PLAIN =
      Map.of("0027", '\'', "003d", '=', "003c", '<', "003e", '>', "0026", '&');

  private PlainJson() {}

  /** The same JSON with {@code ' = < > &} as themselves. */
  public static String of(String json) {
    int escape = json.indexOf('\\');
    if (escape < 0) {
      return json;
    }
    StringBuilder plain = new StringBuilder(json.length());
    int end = 0;
    for (; escape >= 0; escape = json.indexOf('\\', end)) {
      plain.append(json, end, escape);
      boolean unicode = json.charAt(escape + 1) == 'u';
      end = escape + (unicode ? 6 : 2);
      Character known = unicode ? PLAIN.get(json.substring(escape + 2, end)) : null;
      if (known == null) {
        plain.append(json, escape, end);
      } else {
        plain.append(known.charValue());
      }
    }
    return plain.append(json, end, json.length()).toString();
  }
}
