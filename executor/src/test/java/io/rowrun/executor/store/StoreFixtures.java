package io.rowrun.executor.store;

import io.rowrun.executor.job.Argument;
import io.rowrun.executor.job.CancelRequest;
import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.DockerImage;
import io.rowrun.executor.job.Environment;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.GracefulShutdown;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.OutputDatasetDesc;
import io.rowrun.executor.job.PipOptions;
import io.rowrun.executor.job.Project;
import io.rowrun.executor.job.PythonEnvironment;
import io.rowrun.executor.job.WorkingStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Jobs and what belongs to them, as the tests of the store need them. */
final class StoreFixtures {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123Z");
  static final Instant LATER = NOON.plusSeconds(60);
  static final Instant LEASE_END = NOON.plusSeconds(30);
  static final String USER = "ann";
  static final String NODE = "node-1";

  private StoreFixtures() {}

  static Project project(String id) {
    return new Project(id, id, "", Map.of("team", "blue"), NOON, USER, "c1", "", "");
  }

  static Job job(String projectId, String cmd) {
    return job(projectId, cmd, NOON);
  }

  static Job job(String projectId, String cmd, Instant at) {
    return Job.builder(Ids.job(at), projectId, at, USER, JobParameters.of(cmd)).build();
  }

  static Job keyed(String projectId, String key) {
    return Job.builder(Ids.job(NOON), projectId, NOON, USER, JobParameters.of("true"))
        .idempotencyKey(key)
        .build();
  }

  static Operation creation(Job job) {
    return Operation.completed(
        Ids.operation(job.createdAt()),
        Operation.Kind.CREATE_JOB,
        job.projectId(),
        job.id(),
        job.createdAt(),
        USER);
  }

  static Operation deletion(Job job) {
    return Operation.completed(
        Ids.operation(LATER), Operation.Kind.DELETE_JOB, job.projectId(), job.id(), LATER, USER);
  }

  static Operation projectOperation(Operation.Kind kind, Project project) {
    return Operation.completed(Ids.operation(LATER), kind, project.id(), null, LATER, USER);
  }

  static Operation run(Execution execution) {
    return Operation.started(
        execution.id(),
        Operation.Kind.EXECUTE_JOB,
        execution.projectId(),
        execution.jobId(),
        execution.createdAt(),
        USER);
  }

  static CancelRequest cancel(String reason) {
    return new CancelRequest(reason, false, LATER);
  }

  static Start start() {
    return new Start(LATER, "local", "here", "c1.4");
  }

  static Outcome success() {
    return ended(JobStatus.SUCCESS, 0);
  }

  static Outcome ended(JobStatus status, int returnCode) {
    return new Outcome(
        status,
        LATER,
        "",
        returnCode,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0.5,
        4_096L,
        7);
  }

  /** Parameters with every field set, and text that tempts encodings. */
  static JobParameters everything() {
    String odd = "naïve 日本語 🦊 'quoted' \"double\" \\ back\n\ttab $HOME ${X} %s {} \u0001";
    InputFile input =
        new InputFile("data/ü.csv", "DATA", "ab".repeat(32), 5L << 30, Compression.ZIP);
    return JobParameters.builder("echo " + odd)
        .inputFiles(List.of(input, new InputFile("b", null, "", 0, Compression.UNSPECIFIED)))
        .outputFiles(List.of(new FileDesc("out.txt", null), new FileDesc("/abs", "OUT")))
        .arguments(List.of(new Argument("LR", "0.1"), new Argument("TEXT", odd)))
        .environment(
            new Environment(
                Map.of("MY-SECRET", odd),
                null,
                new DockerImage("registry/image:1", "bob", "p\u0000w", null),
                new PythonEnvironment(
                    "name: x\n",
                    List.of(input),
                    "3.10",
                    List.of("numpy>=1"),
                    new PipOptions("https://i", List.of("https://e"), List.of("h"), true))))
        .instanceTypes(List.of("c1.8", "c1.4"))
        .gracefulShutdown(new GracefulShutdown(Duration.ofMillis(1_500), 2))
        .workingStorage(new WorkingStorage(WorkingStorage.Type.SSD, 100))
        .attachProjectDisk(true)
        .s3MountIds(List.of("s3"))
        .datasetIds(List.of("ds"))
        .outputDatasets(List.of(new OutputDatasetDesc("d", odd, Map.of("k", "v"), 1, "DS")))
        .sparkConnectorId("spark")
        .build();
  }
}
