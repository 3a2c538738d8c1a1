package io.rowrun.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** As much of JSON Schema as our document uses: says where a value is not as its schema wants. */
record JsonSchema(JsonNode document) {
  List<String> violations(JsonNode schema, JsonNode value, String at) {
    if (schema.has("$ref")) {
      return violations(document.at(schema.path("$ref").asText().substring(1)), value, at);
    }
    if (schema.has("anyOf")) {
      return StreamSupport.stream(schema.path("anyOf").spliterator(), false)
              .anyMatch(one -> violations(one, value, at).isEmpty())
          ? List.of()
          : List.of(at + " is none of " + schema.path("anyOf"));
    }
    List<String> all = new ArrayList<>();
    if (schema.has("type") && !isOf(schema.path("type").asText(), value)) {
      all.add(at + " is no " + schema.path("type").asText() + ": " + value);
      return all;
    }
    if (schema.has("pattern") && !value.asText().matches(schema.path("pattern").asText())) {
      all.add(at + " does not match " + schema.path("pattern") + ": " + value);
    }
    if (schema.has("enum")
        && StreamSupport.stream(schema.path("enum").spliterator(), false)
            .noneMatch(value::equals)) {
      all.add(at + " is none of " + schema.path("enum") + ": " + value);
    }
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                all.add(at + " has no " + name);
              }
            });
    if (value.isArray()) {
      value.forEach(item -> all.addAll(violations(schema.path("items"), item, at + "[]")));
    }
    if (value.isObject()) {
      value
          .properties()
          .forEach(entry -> all.addAll(property(schema, entry.getKey(), entry.getValue(), at)));
    }
    return all;
  }

  private List<String> property(JsonNode schema, String name, JsonNode value, String at) {
    JsonNode known = schema.path("properties").path(name);
    if (!known.isMissingNode()) {
      return violations(known, value, at + "." + name);
    }
    JsonNode others = schema.path("additionalProperties");
    if (others.isBoolean() && !others.asBoolean()) {
      return List.of(at + " has an unknown " + name);
    }
    return others.isObject() ? violations(others, value, at + "." + name) : List.of();
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> throw new IllegalArgumentException("a type that is not checked: " + type);
    };
  }
}
