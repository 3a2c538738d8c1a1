package io.rowrun.calcite.datasphere;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.proto.datasphere.v2.CreateProjectMetadata;
import io.rowrun.proto.datasphere.v2.DeleteProjectMetadata;
import io.rowrun.proto.datasphere.v2.Project;
import io.rowrun.proto.datasphere.v2.UpdateProjectMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteAllProjectJobDataResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataMetadata;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobDataResponse;
import io.rowrun.proto.datasphere.v2.jobs.DeleteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON text of columns that hold lists, maps and messages. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder()
          .add(CreateProjectJobMetadata.getDescriptor())
          .add(CreateProjectJobResponse.getDescriptor())
          .add(CloneProjectJobMetadata.getDescriptor())
          .add(CloneProjectJobResponse.getDescriptor())
          .add(ExecuteProjectJobMetadata.getDescriptor())
          .add(ExecuteProjectJobResponse.getDescriptor())
          .add(DeleteProjectJobMetadata.getDescriptor())
          .add(DeleteProjectJobDataMetadata.getDescriptor())
          .add(DeleteProjectJobDataResponse.getDescriptor())
          .add(DeleteAllProjectJobDataMetadata.getDescriptor())
          .add(DeleteAllProjectJobDataResponse.getDescriptor())
          .add(CreateProjectMetadata.getDescriptor())
          .add(UpdateProjectMetadata.getDescriptor())
          .add(DeleteProjectMetadata.getDescriptor())
          .add(Project.getDescriptor())
          .add(com.google.protobuf.Empty.getDescriptor())
          .build();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().usingTypeRegistry(TYPES).omittingInsignificantWhitespace();

  private Json() {}

  /** A message as proto JSON; of a type that is not known here, its type's name. */
  static String message(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      return object(Map.of("@type", message.getDescriptorForType().getFullName()));
    }
  }

  static String object(Map<String, String> entries) {
    ObjectNode node = MAPPER.createObjectNode();
    entries.forEach(node::put);
    return node.toString();
  }

  static String array(List<String> items) {
    ArrayNode node = MAPPER.createArrayNode();
    items.forEach(node::add);
    return node.toString();
  }

  /** Files as {@code "path"} or {@code {"path":…,"var":…}}. */
  static String files(List<FileDesc> files) {
    ArrayNode node = MAPPER.createArrayNode();
    for (FileDesc file : files) {
      if (file.getVar().isEmpty()) {
        node.add(file.getPath());
      } else {
        node.addObject().put("path", file.getPath()).put("var", file.getVar());
      }
    }
    return node.toString();
  }

  /** Reads an object of texts; numbers and booleans count as their text. */
  static Map<String, String> readObject(String column, String json) {
    JsonNode node = read(column, json);
    if (!node.isObject()) {
      throw invalid(column, "is no JSON object: " + json, null);
    }
    Map<String, String> entries = new LinkedHashMap<>();
    node.fields().forEachRemaining(e -> entries.put(e.getKey(), scalar(column, e.getValue())));
    return entries;
  }

  /** Reads an array of texts. */
  static List<String> readArray(String column, String json) {
    List<String> items = new ArrayList<>();
    for (JsonNode item : array(column, json)) {
      items.add(scalar(column, item));
    }
    return items;
  }

  static List<FileDesc> readFiles(String column, String json) {
    List<FileDesc> files = new ArrayList<>();
    for (JsonNode item : array(column, json)) {
      if (item.isTextual()) {
        files.add(FileDesc.newBuilder().setPath(item.textValue()).build());
      } else if (item.isObject() && item.path("path").isTextual() && hasOnlyPathAndVar(item)) {
        files.add(
            FileDesc.newBuilder()
                .setPath(item.path("path").textValue())
                .setVar(item.path("var").asText(""))
                .build());
      } else {
        throw invalid(column, "wants \"path\" or {\"path\":…,\"var\":…}, not " + item, null);
      }
    }
    return files;
  }

  private static boolean hasOnlyPathAndVar(JsonNode file) {
    return file.size() == (file.has("var") ? 2 : 1);
  }

  /** A text that a JSON object has, if it is one and has it. */
  static Optional<String> field(String name, String json) {
    try {
      JsonNode field = MAPPER.readTree(json).path(name);
      return field.isTextual() ? Optional.of(field.textValue()) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  static void readMessage(String column, String json, Message.Builder into) {
    try {
      JsonFormat.parser().usingTypeRegistry(TYPES).merge(json, into);
    } catch (InvalidProtocolBufferException e) {
      String why = String.valueOf(e.getMessage()).replaceAll(" in message [\\w.]+", "");
      throw invalid(column, "cannot be read: " + why, e);
    }
  }

  private static JsonNode array(String column, String json) {
    JsonNode node = read(column, json);
    if (!node.isArray()) {
      throw invalid(column, "is no JSON array: " + json, null);
    }
    return node;
  }

  private static JsonNode read(String column, String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw invalid(column, "is no JSON: " + json, e);
    }
  }

  private static String scalar(String column, JsonNode node) {
    if (!node.isValueNode() || node.isNull()) {
      throw invalid(column, "wants texts, not " + node, null);
    }
    return node.asText();
  }

  private static RowrunSqlException invalid(String column, String what, @Nullable Throwable cause) {
    return new RowrunSqlException("22023", column + " " + what.replace('\n', ' '), cause);
  }
}
