package io.rowrun.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.rpc.Status;
import io.rowrun.executor.service.FileLinks;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import java.util.Locale;

/** The OpenAPI document, made from {@link Routes} and the descriptors of the messages. */
final class OpenApi {
  private static final String JSON = "application/json";

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final Schemas schemas = new Schemas();

  private OpenApi() {}

  /** The document as JSON. */
  static String document() {
    return Document.TEXT;
  }

  /** Made when it is first asked for. */
  private static final class Document {
    static final String TEXT = new OpenApi().build().toPrettyString() + "\n";
  }

  private ObjectNode build() {
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Rowrun")
        .put(
            "description", "Jobs, projects and operations as JSON; the same services as over gRPC.")
        .put("version", "v2");
    ObjectNode paths = root.putObject("paths");
    for (Route route : Routes.ALL) {
      String path = withJsonNames(route);
      ObjectNode item = paths.withObject("/" + path.replace("~", "~0").replace("/", "~1"));
      operation(item.putObject(route.verb().name().toLowerCase(Locale.ROOT)), route);
    }
    files(paths.putObject(FileLinks.PATH + "{token}"));
    root.putObject("components").set("schemas", schemas.all());
    return root;
  }

  /** What the URLs lead to that answers carry; nobody makes such a path up. */
  private void files(ObjectNode item) {
    ObjectNode get = item.putObject("get");
    get.put("operationId", "files.get").put("summary", "Hands out a file, or a range of it.");
    token(get);
    ObjectNode whole = get.putObject("responses");
    for (String status : new String[] {"200", "206"}) {
      whole
          .putObject(status)
          .put("description", status.equals("200") ? "The file." : "The range.")
          .putObject("content")
          .putObject("application/octet-stream");
    }
    error(whole);
    ObjectNode put = item.putObject("put");
    put.put("operationId", "files.put").put("summary", "Takes the bytes of a file.");
    token(put);
    put.putObject("requestBody").putObject("content").putObject("application/octet-stream");
    ObjectNode kept = put.putObject("responses");
    kept.putObject("200").put("description", "Kept.");
    error(kept);
  }

  private static void token(ObjectNode operation) {
    operation.putArray("tags").add("files");
    path(operation, "token").put("pattern", "^[-_.A-Za-z0-9]+$");
  }

  private static String withJsonNames(Route route) {
    String path = route.path().text();
    for (String field : route.path().fields()) {
      path = path.replace("{" + field + "}", "{" + jsonName(route, field) + "}");
    }
    return path;
  }

  private static String jsonName(Route route, String field) {
    return route.requestPrototype().getDescriptorForType().findFieldByName(field).getJsonName();
  }

  private void operation(ObjectNode operation, Route route) {
    operation.put("operationId", operationId(route));
    operation.put("summary", route.summary());
    operation.putArray("tags").add(service(route));
    parameters(operation, route);
    if (route.verb().hasBody()) {
      ObjectNode body = operation.putObject("requestBody");
      body.putObject("content")
          .putObject(JSON)
          .set("schema", schemas.of(route.requestPrototype().getDescriptorForType()));
    }
    responses(operation.putObject("responses"), route);
  }

  private static String operationId(Route route) {
    String id = service(route) + "." + route.method().getBareMethodName();
    boolean second = route.verb() == Verb.GET && route.path().text().endsWith(":cancel");
    return second ? id + "ByGet" : id;
  }

  private static String service(Route route) {
    String name = String.valueOf(route.method().getServiceName());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void parameters(ObjectNode operation, Route route) {
    for (String field : route.path().fields()) {
      path(operation, jsonName(route, field)).put("pattern", "^[^/:]+$");
    }
    for (FieldDescriptor field : route.queryFields()) {
      query(operation, field.getJsonName()).set("schema", schemas.of(field));
    }
    if (route.streams()) {
      ObjectNode follow = query(operation, Query.FOLLOW);
      follow.put(
          "description", "Whether to wait for more until the job has ended; else what there is.");
      follow.putObject("schema").put("type", "boolean").put("default", false);
    }
  }

  private static ObjectNode path(ObjectNode operation, String name) {
    return operation
        .withArray("parameters")
        .addObject()
        .put("name", name)
        .put("in", "path")
        .put("required", true)
        .putObject("schema")
        .put("type", "string");
  }

  private static ObjectNode query(ObjectNode operation, String name) {
    return operation.withArray("parameters").addObject().put("name", name).put("in", "query");
  }

  private void responses(ObjectNode responses, Route route) {
    ObjectNode good = responses.putObject("200");
    if (route.streams()) {
      good.put("description", "Lines of JSON, one a message of the log.");
      ObjectNode line = schemas.inline(LogMessage.getDescriptor());
      line.withObject("/properties").putObject("offset").put("type", "string");
      good.putObject("content").putObject("application/x-ndjson").set("schema", line);
    } else {
      good.put("description", "Done.");
      good.putObject("content")
          .putObject(JSON)
          .set("schema", schemas.of(route.responsePrototype().getDescriptorForType()));
    }
    error(responses);
  }

  private void error(ObjectNode responses) {
    ObjectNode bad = responses.putObject("default").put("description", "An error.");
    bad.putObject("content").putObject(JSON).set("schema", schemas.of(Status.getDescriptor()));
  }
}
