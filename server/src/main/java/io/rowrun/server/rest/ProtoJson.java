package io.rowrun.server.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import io.rowrun.server.http.HttpFailure;
import io.rowrun.server.http.PlainJson;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages as the JSON that protobuf defines: camelCase names, 64-bit integers as strings, enums by
 * name, bytes in base64. Fields without presence are always written. Thread-safe.
 */
final class ProtoJson {
  private static final TypeRegistry TYPES = types();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(TYPES);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().usingTypeRegistry(TYPES).alwaysPrintFieldsWithNoPresence();
  private static final JsonFormat.Printer LINE_PRINTER =
      JsonFormat.printer().usingTypeRegistry(TYPES).omittingInsignificantWhitespace();

  /** Stricter than the parser, which takes the last of two fields and what follows the end. */
  private static final ObjectMapper SYNTAX =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private ProtoJson() {}

  static String print(MessageOrBuilder message) {
    return print(PRINTER, message) + "\n";
  }

  /** On one line, without its end; fields that are not set are left out. */
  static String printLine(MessageOrBuilder message) {
    return print(LINE_PRINTER, message);
  }

  private static String print(JsonFormat.Printer printer, MessageOrBuilder message) {
    try {
      return PlainJson.of(printer.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer holds a message of a type that is not ours", e);
    }
  }

  /**
   * Merges JSON into a message.
   *
   * @throws HttpFailure 400 if it is not JSON, or not of that message; names the field if one is
   *     unknown
   */
  static void merge(String json, Message.Builder message) {
    try {
      SYNTAX.readTree(json);
      PARSER.merge(json, message);
    } catch (JsonProcessingException e) {
      throw misunderstood(e.getOriginalMessage() + place(e.getLocation()));
    } catch (InvalidProtocolBufferException e) {
      throw misunderstood(String.valueOf(e.getMessage()));
    }
  }

  private static HttpFailure misunderstood(String why) {
    return HttpFailure.invalid("the body is not understood: " + why.lines().findFirst().orElse(""));
  }

  private static String place(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  private static TypeRegistry types() {
    TypeRegistry.Builder types = TypeRegistry.newBuilder();
    Set<FileDescriptor> seen = new HashSet<>();
    for (Route route : Routes.ALL) {
      add(route.requestPrototype().getDescriptorForType().getFile(), seen, types);
      add(route.responsePrototype().getDescriptorForType().getFile(), seen, types);
    }
    add(ErrorDetailsProto.getDescriptor(), seen, types);
    return types.build();
  }

  private static void add(
      FileDescriptor file, Set<FileDescriptor> seen, TypeRegistry.Builder types) {
    if (seen.add(file)) {
      types.add(file.getMessageTypes());
      file.getDependencies().forEach(dependency -> add(dependency, seen, types));
    }
  }
}
