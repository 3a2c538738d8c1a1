package io.rowrun.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.rowrun.server.http.HttpFailure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Makes the message that a request means, from its path and its query or body. */
final class RequestReader {
  private static final String JSON = "application/json( *;.*)?";

  private RequestReader() {}

  /** For a verb without body. */
  static Message fromQuery(Routes.Match match, Query query) {
    Message.Builder message = match.route().requestPrototype().newBuilderForType();
    QueryValues.set(message, match.route().queryFields(), query.fields());
    return withPath(message, match.pathValues());
  }

  /**
   * For a verb with a body; none is the same as {@code {}}.
   *
   * @throws HttpFailure 400 if the body is not the message, 415 if its type is not said
   */
  static Message fromBody(Routes.Match match, HttpFields headers, byte[] body) {
    Message.Builder message = match.route().requestPrototype().newBuilderForType();
    if (body.length > 0) {
      checkTyped(headers);
      ProtoJson.merge(text(body), message);
    }
    return withPath(message, match.pathValues());
  }

  /**
   * Only a page of this server can have a browser send this type without asking first.
   *
   * @throws HttpFailure 415 if the body is of another type than JSON
   */
  static void checkType(HttpFields headers) {
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    if (type != null && !type.strip().toLowerCase(Locale.ROOT).matches(JSON)) {
      throw HttpFailure.unsupportedType("Content-Type must be application/json: '" + type + "'");
    }
  }

  private static void checkTyped(HttpFields headers) {
    if (!headers.contains(HttpHeader.CONTENT_TYPE)) {
      throw HttpFailure.unsupportedType("Content-Type is required: application/json");
    }
  }

  private static String text(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw HttpFailure.invalid("the body is not UTF-8");
    }
  }

  private static Message withPath(Message.Builder message, Map<String, String> pathValues) {
    Descriptor type = message.getDescriptorForType();
    pathValues.forEach((name, value) -> setFromPath(message, type.findFieldByName(name), value));
    return message.build();
  }

  private static void setFromPath(Message.Builder message, FieldDescriptor field, String text) {
    Object value = QueryValues.value(field, field.getName(), text);
    Object given = message.getField(field);
    if (!given.equals(field.getDefaultValue()) && !given.equals(value)) {
      throw HttpFailure.invalid(
          field.getName() + " is '" + text + "' in the path and '" + given + "' in the body");
    }
    message.setField(field, value);
  }
}
