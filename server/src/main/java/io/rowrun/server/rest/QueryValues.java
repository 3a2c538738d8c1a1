package io.rowrun.server.rest;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.rowrun.server.http.HttpFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads fields of a message from the texts of a path or a query. */
final class QueryValues {
  private QueryValues() {}

  /**
   * Sets what the query says; a field goes by its name in the .proto or in JSON.
   *
   * @throws HttpFailure 400 if a name is unknown, stands there twice, or its value does not fit
   */
  static void set(
      Message.Builder message, List<FieldDescriptor> fields, Map<String, List<String>> query) {
    Map<String, FieldDescriptor> byName = new HashMap<>();
    for (FieldDescriptor field : fields) {
      byName.put(field.getName(), field);
      byName.put(field.getJsonName(), field);
    }
    query.forEach(
        (name, values) -> {
          FieldDescriptor field = byName.get(name);
          if (field == null) {
            throw HttpFailure.invalid("query parameter '" + name + "' is not known here");
          }
          set(message, field, name, values);
        });
  }

  /** A request with a body says all there. */
  static void checkNone(Map<String, List<String>> query) {
    query.keySet().stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw HttpFailure.invalid("query parameter '" + name + "' is not known here");
            });
  }

  private static void set(
      Message.Builder message, FieldDescriptor field, String name, List<String> values) {
    if (field.isRepeated()) {
      values.forEach(value -> message.addRepeatedField(field, value(field, name, value)));
      return;
    }
    if (values.size() > 1 || message.getAllFields().containsKey(field)) {
      throw HttpFailure.invalid("query parameter '" + name + "' must stand there once");
    }
    message.setField(field, value(field, name, values.get(0)));
  }

  /** The text as a value of the field. */
  static Object value(FieldDescriptor field, String name, String text) {
    try {
      return switch (field.getJavaType()) {
        case STRING -> text;
        case LONG -> Long.parseLong(text);
        case INT -> Integer.parseInt(text);
        case DOUBLE -> Double.parseDouble(text);
        case FLOAT -> Float.parseFloat(text);
        case BOOLEAN -> flag(name, text);
        case ENUM -> named(field, name, text);
        case BYTE_STRING, MESSAGE ->
            throw HttpFailure.invalid(name + " cannot be given in a query");
      };
    } catch (NumberFormatException e) {
      throw HttpFailure.invalid(
          name + " must be " + kind(field.getJavaType()) + ": '" + text + "'");
    }
  }

  /** Strictly {@code true} or {@code false}. */
  static boolean flag(String name, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw HttpFailure.invalid(name + " must be true or false: '" + text + "'");
    }
    return text.equals("true");
  }

  private static EnumValueDescriptor named(FieldDescriptor field, String name, String text) {
    EnumValueDescriptor value = field.getEnumType().findValueByName(text);
    if (value == null) {
      throw HttpFailure.invalid(
          name + " must be one of " + field.getEnumType().getValues() + ": '" + text + "'");
    }
    return value;
  }

  private static String kind(JavaType type) {
    return type == JavaType.INT || type == JavaType.LONG ? "a whole number" : "a number";
  }
}
