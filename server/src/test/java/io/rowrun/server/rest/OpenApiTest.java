package io.rowrun.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.v1.ExecutionServiceGrpc;
import io.rowrun.proto.v1.ServerServiceGrpc;
import io.rowrun.server.HttpJson;
import io.rowrun.server.HttpJson.Answer;
import io.rowrun.server.ServedProcess;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Holds the OpenAPI document against what a running server does. */
@Timeout(60)
class OpenApiTest {
  private static final Set<String> VERBS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  @TempDir static Path directory;

  private static ServedProcess server;
  private static HttpJson http;
  private static JsonNode document;
  private static Map<String, String> ids;

  @BeforeAll
  static void serveAndRunAJob() throws IOException {
    server = ServedProcess.start(directory);
    http = new HttpJson(server.authority());
    document = http.get("/openapi.json").json();
    http.post(
        "/datasphere/v2/projects", "{'communityId':'c','name':'documented','labels':{'a':'b'}}");
    JsonNode created =
        http.post(
                "/datasphere/v2/jobs",
                "{'projectId':'documented','name':'n','dataTtl':'3600s','jobParameters':{'cmd':'echo ${A}; echo x > out.txt',"
                    + "'arguments':[{'name':'A','value':'1'}],'env':{'vars':{'K':'V'}},"
                    + "'outputFiles':[{'path':'out.txt'}],'cloudInstanceTypes':[{'name':'c1.4'}]}}")
            .json();
    String jobId = created.at("/response/jobId").asText();
    String operation =
        http.post("/datasphere/v2/jobs/" + jobId + ":execute", "{}").json().path("id").asText();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> http.get("/operations/" + operation).json().path("done").asBoolean());
    ids =
        Map.of(
            "{projectId}", "documented",
            "{jobId}", jobId,
            "{sourceJobId}", jobId,
            "{operationId}", operation,
            "{executionId}", operation);
  }

  @AfterAll
  static void kill() {
    server.close();
  }

  @TestFactory
  List<DynamicTest> everyPathIsServedWithTheVerbsThatTheDocumentListsAndNoOther() {
    List<DynamicTest> tests = new ArrayList<>();
    document
        .path("paths")
        .fieldNames()
        .forEachRemaining(path -> tests.add(DynamicTest.dynamicTest(path, () -> checkVerbs(path))));
    return tests;
  }

  private static void checkVerbs(String path) {
    Set<String> documented = new TreeSet<>();
    document
        .path("paths")
        .path(path)
        .fieldNames()
        .forEachRemaining(verb -> documented.add(verb.toUpperCase(Locale.ROOT)));
    for (String verb : VERBS) {
      String unknown = path.replaceAll("\\{[a-zA-Z]+}", "no-such-thing");
      Answer answer =
          verb.equals("GET") || verb.equals("DELETE")
              ? http.send(verb, unknown, BodyPublishers.noBody())
              : http.send(verb, unknown, "{}");
      if (documented.contains(verb)) {
        assertThat(answer.status()).as(verb).isNotIn(405, 415, 500);
        assertThat(answer.json().path("message").asText()).doesNotContain("nothing is served");
      } else {
        assertThat(answer.status()).as(verb).isEqualTo(405);
        assertThat(new TreeSet<>(List.of(answer.header("Allow").split(", "))))
            .isEqualTo(withHead(documented));
      }
    }
  }

  private static Set<String> withHead(Set<String> verbs) {
    Set<String> all = new TreeSet<>(verbs);
    if (verbs.contains("GET")) {
      all.add("HEAD");
    }
    return all;
  }

  @Test
  void everyRouteIsInTheDocument() {
    assertThat(Routes.ALL)
        .allSatisfy(
            route ->
                assertThat(
                        document
                            .path("paths")
                            .findValues(route.verb().name().toLowerCase(Locale.ROOT)))
                    .extracting(operation -> operation.path("summary").asText())
                    .contains(route.summary()));
    int documented = 0;
    for (JsonNode path : document.path("paths")) {
      documented += path.size();
    }
    assertThat(documented).isEqualTo(Routes.ALL.size() + 2); // and those of files
  }

  @TestFactory
  List<DynamicTest> whatGetAnswersIsAsItsSchemaSays() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Route route : Routes.ALL) {
      if (route.verb() == Verb.GET) {
        String path = withIds(route.path().text());
        tests.add(DynamicTest.dynamicTest(path, () -> checkAnswer(route, path)));
      }
    }
    return tests;
  }

  private static void checkAnswer(Route route, String path) {
    Answer answer = http.get(path + query(path));
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    JsonNode content =
        document.at("/paths").path(documented(route)).at("/get/responses/200/content");
    JsonSchema schema = new JsonSchema(document);
    answer
        .response()
        .body()
        .lines()
        .limit(route.streams() ? Long.MAX_VALUE : 0)
        .forEach(
            line ->
                assertThat(
                        schema.violations(
                            content.path("application/x-ndjson").path("schema"),
                            HttpJson.parse(line),
                            "line"))
                    .isEmpty());
    if (!route.streams()) {
      assertThat(
              schema.violations(
                  content.path("application/json").path("schema"), answer.json(), "answer"))
          .isEmpty();
    }
  }

  /** Lists of ours want to be told of what. */
  private static String query(String path) {
    return path.endsWith("/executions")
        ? "?projectId=documented"
        : path.equals("/rowrun/v1/jobs") ? "?jobIds=" + ids.get("{jobId}") : "";
  }

  /** But for bytes of files, which have URLs, and the older way to read logs. */
  @Test
  void everyMethodOfEveryServiceHasARoute() {
    List<String> served =
        Routes.ALL.stream().map(route -> route.method().getFullMethodName()).toList();
    for (ServiceDescriptor service :
        List.of(
            ProjectServiceGrpc.getServiceDescriptor(),
            ProjectJobServiceGrpc.getServiceDescriptor(),
            OperationServiceGrpc.getServiceDescriptor(),
            ExecutionServiceGrpc.getServiceDescriptor(),
            ServerServiceGrpc.getServiceDescriptor())) {
      assertThat(service.getMethods())
          .extracting(MethodDescriptor::getFullMethodName)
          .filteredOn(method -> !method.endsWith("/ReadStdLogs"))
          .isSubsetOf(served);
    }
  }

  @Test
  void errorsAreAsTheirSchemaSays() {
    JsonNode schema =
        document
            .at("/paths/~1operations~1{operationId}/get/responses/default/content")
            .path("application/json")
            .path("schema");
    assertThat(
            new JsonSchema(document)
                .violations(schema, http.get("/operations/none").json(), "error"))
        .isEmpty();
  }

  private static String documented(Route route) {
    String path = route.path().text();
    for (String field : route.path().fields()) {
      String name =
          route.requestPrototype().getDescriptorForType().findFieldByName(field).getJsonName();
      path = path.replace(field, name);
    }
    return path;
  }

  private static String withIds(String template) {
    String path = template;
    for (Map.Entry<String, String> id : ids.entrySet()) {
      path = path.replace(snake(id.getKey()), id.getValue());
    }
    return path;
  }

  private static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
