package io.rowrun.server.rest;

import io.rowrun.server.http.HttpFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A query: fields of the request's message, and for streams whether to wait for more.
 *
 * @param follow whether a stream goes on until its job has ended; else it ends at what there is
 */
record Query(Map<String, List<String>> fields, boolean follow) {
  /** The parameter that is not a field of the message. */
  static final String FOLLOW = "follow";

  static Query of(Route route, Fields query) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    query.forEach(field -> fields.put(field.getName(), field.getValues()));
    List<String> follow = route.streams() ? fields.remove(FOLLOW) : null;
    return new Query(fields, follows(follow));
  }

  private static boolean follows(@Nullable List<String> values) {
    if (values == null) {
      return false;
    }
    if (values.size() > 1) {
      throw HttpFailure.invalid("query parameter 'follow' must stand there once");
    }
    return QueryValues.flag(FOLLOW, values.get(0));
  }
}
