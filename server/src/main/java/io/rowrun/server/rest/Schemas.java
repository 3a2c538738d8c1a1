package io.rowrun.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas of messages in proto JSON, by their full names. A message that refers to another
 * brings its schema along. One thread at a time.
 */
final class Schemas {
  private static final String INT64 = "^-?[0-9]+$";

  private final Map<String, ObjectNode> byName = new LinkedHashMap<>();

  /** All schemas that anything referred to. */
  ObjectNode all() {
    ObjectNode all = node();
    byName.forEach(all::set);
    return all;
  }

  /** What refers to the message's schema, or its form where protobuf gives it one of its own. */
  ObjectNode of(Descriptor message) {
    String name = message.getFullName();
    ObjectNode wellKnown = name.startsWith("google.protobuf.") ? wellKnown(name) : null;
    if (wellKnown != null) {
      return wellKnown;
    }
    if (!byName.containsKey(name)) {
      ObjectNode schema = node();
      byName.put(name, schema); // before its fields, which may be of the same message
      fill(schema, message);
    }
    return node().put("$ref", "#/components/schemas/" + name);
  }

  /** The message's schema itself, to be added to. */
  ObjectNode inline(Descriptor message) {
    ObjectNode schema = node();
    fill(schema, message);
    return schema;
  }

  private void fill(ObjectNode schema, Descriptor message) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (FieldDescriptor field : message.getFields()) {
      ObjectNode property = of(field);
      if (field.getOptions().getDeprecated()) {
        property.put("deprecated", true);
      }
      properties.set(field.getJsonName(), property);
    }
    schema.put("additionalProperties", false);
  }

  ObjectNode of(FieldDescriptor field) {
    if (field.isMapField()) {
      FieldDescriptor value = field.getMessageType().findFieldByName("value");
      ObjectNode map = node().put("type", "object");
      map.set("additionalProperties", single(value));
      return map;
    }
    if (field.isRepeated()) {
      ObjectNode list = node().put("type", "array");
      list.set("items", single(field));
      return list;
    }
    return single(field);
  }

  private ObjectNode single(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> node().put("type", "string");
      case BOOLEAN -> node().put("type", "boolean");
      case INT -> node().put("type", "integer").put("format", "int32");
      case LONG -> int64();
      case FLOAT, DOUBLE -> number();
      case BYTE_STRING -> node().put("type", "string").put("contentEncoding", "base64");
      case ENUM -> names(field.getEnumType());
      case MESSAGE -> of(field.getMessageType());
    };
  }

  private static ObjectNode names(EnumDescriptor type) {
    ObjectNode schema = node().put("type", "string");
    type.getValues().forEach(value -> schema.withArray("enum").add(value.getName()));
    return schema;
  }

  private static ObjectNode int64() {
    return node().put("type", "string").put("format", "int64").put("pattern", INT64);
  }

  /** What JSON has no number for is written as text. */
  private static ObjectNode number() {
    ObjectNode schema = node();
    schema.withArray("anyOf").addObject().put("type", "number");
    schema
        .withArray("anyOf")
        .addObject()
        .put("type", "string")
        .withArray("enum")
        .add("NaN")
        .add("Infinity")
        .add("-Infinity");
    return schema;
  }

  /** Types that protobuf's JSON writes in a way of their own; null: as any other message. */
  private static @Nullable ObjectNode wellKnown(String name) {
    return switch (name.substring("google.protobuf.".length())) {
      case "Timestamp" -> node().put("type", "string").put("format", "date-time");
      case "Duration" -> node().put("type", "string").put("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$");
      case "FieldMask", "StringValue" -> node().put("type", "string");
      case "Struct" -> node().put("type", "object");
      case "ListValue" -> node().put("type", "array");
      case "Value" -> node();
      case "Any" -> any();
      case "Int64Value", "UInt64Value" -> int64();
      case "Int32Value", "UInt32Value" -> node().put("type", "integer").put("format", "int32");
      case "BoolValue" -> node().put("type", "boolean");
      case "DoubleValue", "FloatValue" -> number();
      case "BytesValue" -> node().put("type", "string").put("contentEncoding", "base64");
      default -> null;
    };
  }

  private static ObjectNode any() {
    ObjectNode schema = node().put("type", "object");
    schema.putObject("properties").putObject("@type").put("type", "string");
    schema.putArray("required").add("@type");
    return schema;
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
