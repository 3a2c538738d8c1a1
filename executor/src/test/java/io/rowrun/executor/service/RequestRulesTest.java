package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.parameters;
import static io.rowrun.executor.service.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.rowrun.proto.datasphere.v2.CreateProjectRequest;
import io.rowrun.proto.datasphere.v2.DeleteProjectRequest;
import io.rowrun.proto.datasphere.v2.GetProjectRequest;
import io.rowrun.proto.datasphere.v2.ListProjectsRequest;
import io.rowrun.proto.datasphere.v2.Project;
import io.rowrun.proto.datasphere.v2.UpdateProjectRequest;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobResponse;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.v1.ListOperationsRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule for requests, tried through the channel: the answer names field, rule and value. */
final class RequestRulesTest {
  @TempDir static Path root;
  private static Stack stack;

  @BeforeAll
  static void open() {
    stack = new Stack(root);
  }

  @AfterAll
  static void close() throws InterruptedException {
    stack.close();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(creates(), lists(), ids(), projects(), projectLists()).flatMap(all -> all);
  }

  private static Stream<Arguments> creates() {
    return Stream.of(
        create(
            "input_files must have 100 elements at most: it has 101",
            p -> times(101, i -> p.addInputFiles(Stack.file("f" + i, "", new byte[1])))),
        create(
            "output_files must have 100 elements at most: it has 101",
            p -> times(101, i -> p.addOutputFiles(desc("f" + i)))),
        create(
            "s3_mount_ids must have 100 elements at most: it has 101",
            p -> times(101, i -> p.addS3MountIds("s" + i))),
        create(
            "dataset_ids must have 100 elements at most: it has 101",
            p -> times(101, i -> p.addDatasetIds("d" + i))),
        create(
            "size_bytes of input file 'big' must be 5368709120 (5 GiB) at most: 5368709121",
            p -> p.addInputFiles(sized("big", (5L << 30) + 1))),
        create(
            "input_files must have 10737418240 bytes (10 GiB) together at most",
            p -> times(3, i -> p.addInputFiles(sized("big" + i, 4L << 30)))),
        create(
            "compression_type of file 'a' must be NONE (1) or ZIP (2): 7",
            p -> p.addInputFiles(sized("a", 1).toBuilder().setCompressionTypeValue(7))),
        create(
            "graceful_shutdown_parameters.timeout must be 86400 seconds at most: 86401",
            p -> p.setGracefulShutdownParameters(shutdown(86_401, 15))),
        create(
            "graceful_shutdown_parameters.timeout must be a duration of 0 or more: -1 s",
            p -> p.setGracefulShutdownParameters(shutdown(-1, 15))),
        create(
            "graceful_shutdown_parameters.signal must be 0 to 64: 65",
            p -> p.setGracefulShutdownParameters(shutdown(1, 65))),
        create(
            "name of an argument must be 1 to 50 of letters, digits, _ and -: 'a b'",
            p -> p.addArguments(Argument.newBuilder().setName("a b"))),
        create(
            "variable V is declared twice",
            p ->
                p.addOutputFiles(FileDesc.newBuilder().setPath("o").setVar("V"))
                    .addArguments(Argument.newBuilder().setName("V"))),
        create(
            "variable DS_PROJECT_HOME is reserved",
            p -> p.addOutputFiles(FileDesc.newBuilder().setPath("o").setVar("DS_PROJECT_HOME"))),
        mistake(
            "name must have 1000 characters at most: it has 1001",
            s -> s.jobs.create(request(parameters("true")).setName("x".repeat(1001)).build())),
        mistake(
            "desc must have 10000 characters at most: it has 10001",
            s -> s.jobs.create(request(parameters("true")).setDesc("x".repeat(10_001)).build())),
        mistake(
            "a job must have 2097152 bytes at most, parameters and config together: it has ",
            s -> s.jobs.create(request(parameters("true")).setConfig("x".repeat(2 << 20)).build())),
        mistake(
            "data_ttl must be 1 to 3153600000 seconds, or unset for ever: 0",
            s ->
                s.jobs.create(
                    request(parameters("true")).setDataTtl(Duration.getDefaultInstance()).build())),
        mistake(
            "project_id is required",
            s -> s.jobs.create(request(parameters("true")).setProjectId("").build())),
        mistake(
            "project_id must be 1 to 50 letters, digits, '-', '_' and '.', the first a letter or"
                + " digit: 'a:b'",
            s -> s.jobs.create(request(parameters("true")).setProjectId("a:b").build())));
  }

  private static Stream<Arguments> lists() {
    return Stream.of(
        list("page_size must be 0 to 1000: 1001", r -> r.setPageSize(1001)),
        list("page_size must be 0 to 1000: -1", r -> r.setPageSize(-1)),
        list("page_token is none that this service gave out", r -> r.setPageToken("x")),
        list("filter must have 1000 characters at most: it has 1001", r -> r.setFilter(filter())),
        list("filter", r -> r.setFilter("name IN (a)")),
        list("filter", r -> r.setFilter("status = ERROR")),
        list("NONE_SUCH", r -> r.setFilter("status IN (NONE_SUCH)")),
        list("filter", r -> r.setFilter("status IN ()")),
        list("project_id must be", r -> r.setProjectId("a/b")));
  }

  private static Stream<Arguments> ids() {
    return Stream.of(
        mistake("job_id is required", s -> s.get("")),
        mistake("job_id must be 1 to 50 letters, digits, '-' and '_': 'a/b'", s -> s.get("a/b")),
        mistake("job_id must be", s -> s.execute("a:b")),
        mistake(
            "reason must have 1000 characters at most: it has 1001",
            s ->
                s.jobs.cancel(
                    CancelProjectJobRequest.newBuilder()
                        .setJobId("j1")
                        .setReason("x".repeat(1001))
                        .build())),
        mistake("operation_id is required", s -> s.operation("")),
        mistake("operation_id must be", s -> s.operation("a:b")));
  }

  private static Stream<Arguments> projects() {
    return Stream.of(
        project("name must be 1 to 63 of a-z, 0-9 and '-'", r -> r.setName("")),
        project("with a letter and not end with '-': 'A'", r -> r.setName("A")),
        project("with a letter and not end with '-': 'a-'", r -> r.setName("a-")),
        project("name must be 1 to 63", r -> r.setName("a".repeat(64))),
        project(
            "description must have 256 characters at most: it has 257",
            r -> r.setDescription("x".repeat(257))),
        project(
            "community_id must have 50 characters at most: it has 51",
            r -> r.setCommunityId("x".repeat(51))),
        project(
            "labels must be 64 at most: they are 65",
            r -> times(65, i -> r.putLabels("k" + i, "v"))),
        project("labels: a key must be 1 to 63 of", r -> r.putLabels("K", "v")),
        project("labels: the value of 'k' must be at most 63 of", r -> r.putLabels("k", "V V")),
        mistake(
            "update_mask is required",
            s -> s.projects.update(UpdateProjectRequest.newBuilder().setProjectId("p").build())),
        mistake(
            "update_mask must name name, description, labels, settings or limits, or a field of"
                + " these: 'id'",
            s -> s.projects.update(update("id"))),
        mistake("'settings.none'", s -> s.projects.update(update("settings.none"))),
        mistake(
            "project_id is required",
            s -> s.projects.delete(DeleteProjectRequest.getDefaultInstance())),
        mistake(
            "project_id must be",
            s -> s.projects.get(GetProjectRequest.newBuilder().setProjectId("a:b").build())));
  }

  private static Stream<Arguments> projectLists() {
    return Stream.of(
        projectList("page_size must be 0 to 1000: 1001", r -> r.setPageSize(1001)),
        projectList(
            "page_token must have 100 characters at most: it has 101",
            r -> r.setPageToken("x".repeat(101))),
        projectList(
            "project_name_pattern must have 200 characters at most: it has 201",
            r -> r.setProjectNamePattern("x".repeat(201))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNamed(String message, Consumer<Stack> call) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(stack));

    assertThat(refusal).hasMessageContaining(message);
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).doesNotContain("\n");
  }

  @Test
  void theSingleInstanceTypeOfOlderClientsIsOneElement() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(5, "true");
    out.writeMessage(8, CloudInstanceType.newBuilder().setName("c1.4").build());
    out.flush();

    JobParameters parsed = JobParameters.parseFrom(bytes.toByteArray());

    assertThat(stack.create(parsed.toBuilder()).getJobId()).isNotEmpty();
    assertThat(parsed.getCloudInstanceTypesList())
        .extracting(CloudInstanceType::getName)
        .containsExactly("c1.4");
  }

  @Test
  void noPageIsTooBigForItsReaderAndNothingIsLeftOut() {
    Set<String> created = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      created.add(
          Stack.unpack(
                  stack
                      .jobs
                      .create(
                          request(parameters("true"))
                              .setProjectId("big")
                              .setConfig("x".repeat(1_900_000))
                              .build())
                      .getResponse(),
                  io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse.class)
              .getJobId());
    }
    created.forEach(stack::execute);
    Set<String> listed = new HashSet<>();
    String token = "";
    do {
      ListProjectJobResponse page =
          stack.jobs.list(
              ListProjectJobRequest.newBuilder().setProjectId("big").setPageToken(token).build());
      assertThat(page.getSerializedSize()).isLessThan(4 << 20);
      page.getJobsList().stream().map(Job::getId).forEach(listed::add);
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(listed).isEqualTo(created);

    int operations = 0;
    do {
      var page =
          stack.executions.listOperations(
              ListOperationsRequest.newBuilder().setProjectId("big").setPageToken(token).build());
      assertThat(page.getSerializedSize()).isLessThan(4 << 20);
      operations += page.getOperationsCount();
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(operations).isEqualTo(10);
  }

  @Test
  void projectsAreMadeFoundChangedAndRemoved() {
    stack.projects.create(
        CreateProjectRequest.newBuilder()
            .setName("p-life")
            .setCommunityId("c1")
            .setDescription("old")
            .putLabels("a", "1")
            .setSettings(Project.Settings.newBuilder().setSubnetId("s1").setEarlyAccess(true))
            .build());

    stack.projects.update(
        UpdateProjectRequest.newBuilder()
            .setProjectId("p-life")
            .setName("renamed")
            .setDescription("passed over")
            .setSettings(Project.Settings.newBuilder().setSubnetId("s2"))
            .setUpdateMask(FieldMask.newBuilder().addPaths("name").addPaths("settings.subnet_id"))
            .build());

    Project changed =
        stack.projects.get(GetProjectRequest.newBuilder().setProjectId("p-life").build());
    assertThat(changed.getName()).isEqualTo("renamed");
    assertThat(changed.getDescription()).isEqualTo("old");
    assertThat(changed.getLabelsMap()).isEqualTo(Map.of("a", "1"));
    assertThat(changed.getCommunityId()).isEqualTo("c1");
    assertThat(changed.getSettings().getSubnetId()).isEqualTo("s2");
    assertThat(changed.getSettings().getEarlyAccess()).isTrue();
    assertThat(
            stack
                .projects
                .list(
                    ListProjectsRequest.newBuilder()
                        .setCommunityId("c1")
                        .setProjectNamePattern("ren*")
                        .build())
                .getProjectsList())
        .containsExactly(changed);
    stack.projects.delete(DeleteProjectRequest.newBuilder().setProjectId("p-life").build());
    assertThat(
            stack
                .projects
                .list(ListProjectsRequest.newBuilder().setProjectNamePattern("ren*").build())
                .getProjectsList())
        .isEmpty();
  }

  @Test
  void answersNameTheRequestAsWeAndAsTheClientDo() {
    Metadata sent = new Metadata();
    sent.put(key("x-client-request-id"), "mine-1");
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    var operations =
        stack.operations.withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(sent),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> operations.get(GetOperationRequest.newBuilder().setOperationId("o1").build()));

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    Metadata answer = failure.getTrailers();
    assertThat(answer.get(key("x-client-request-id"))).isEqualTo("mine-1");
    assertThat(answer.get(key("x-request-id"))).isNotEmpty();
    assertThat(answer.get(key("x-server-trace-id"))).isNotEmpty();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static Arguments create(String message, Consumer<JobParameters.Builder> change) {
    return mistake(
        message,
        s -> {
          JobParameters.Builder parameters = parameters("true");
          change.accept(parameters);
          s.create(parameters);
        });
  }

  private static Arguments list(String message, Consumer<ListProjectJobRequest.Builder> change) {
    return mistake(
        message,
        s -> {
          var request = ListProjectJobRequest.newBuilder().setProjectId(Stack.PROJECT);
          change.accept(request);
          s.jobs.list(request.build());
        });
  }

  private static Arguments project(String message, Consumer<CreateProjectRequest.Builder> change) {
    return mistake(
        message,
        s -> {
          var request = CreateProjectRequest.newBuilder().setName("ok");
          change.accept(request);
          s.projects.create(request.build());
        });
  }

  private static Arguments projectList(
      String message, Consumer<ListProjectsRequest.Builder> change) {
    return mistake(
        message,
        s -> {
          var request = ListProjectsRequest.newBuilder();
          change.accept(request);
          s.projects.list(request.build());
        });
  }

  private static Arguments mistake(String message, Consumer<Stack> call) {
    return Arguments.of(message, call);
  }

  private static UpdateProjectRequest update(String path) {
    return UpdateProjectRequest.newBuilder()
        .setProjectId("p")
        .setUpdateMask(FieldMask.newBuilder().addPaths(path))
        .build();
  }

  private static GracefulShutdownParameters shutdown(long seconds, long signal) {
    return GracefulShutdownParameters.newBuilder()
        .setTimeout(Duration.newBuilder().setSeconds(seconds))
        .setSignal(signal)
        .build();
  }

  private static File sized(String path, long bytes) {
    return Stack.file(path, "", new byte[1]).toBuilder().setSizeBytes(bytes).build();
  }

  private static FileDesc desc(String path) {
    return FileDesc.newBuilder().setPath(path).build();
  }

  private static String filter() {
    return "status IN (" + String.join(", ", Collections.nCopies(141, "ERROR")) + "    )";
  }

  private static void times(int count, java.util.function.IntConsumer deed) {
    IntStream.range(0, count).forEach(deed);
  }
}
