package io.rowrun.executor.queue;

import io.rowrun.executor.environment.Surroundings;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.InstanceTypes;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import io.rowrun.executor.launcher.ContainerEngines;
import io.rowrun.executor.launcher.JobImages;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.LocalLauncher;
import io.rowrun.executor.resource.Resources;
import io.rowrun.executor.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** What a queue works on, so that a test can bring it into any state and open queues over it. */
final class Rig implements AutoCloseable {
  static final String NODE = "n1";
  private static final String PROJECT = "p1";

  private final Path root;
  final Database store;
  final ProjectFiles files;
  final JobDirectories directories;
  final LocalLauncher launcher;
  Surroundings surroundings = Surroundings.HOST;
  private @Nullable JobQueue queue;

  Rig(Path root) throws IOException {
    this.root = root;
    store = Database.sqlite(root.resolve("rowrun.db"));
    files = ProjectFiles.open(root, new StoredContents(store.files(), InstantSource.system()));
    directories = new JobDirectories(Files.createDirectories(root.resolve("jobs")));
    launcher = LocalLauncher.open(root);
    store.projects().ensure(Project.named(PROJECT, Instant.now(), "me"));
  }

  JobQueue open() {
    return open(8, launcher);
  }

  JobQueue open(int slots, Launcher with) {
    Node node = new Node(NODE, "here", new InstanceTypes(slots, 0), null, Duration.ofSeconds(5));
    Resources resources = Resources.of(root);
    queue =
        JobQueue.open(
            new QueueParts(
                store,
                with,
                files,
                new ProjectDirectories(root),
                resources,
                new JobImages(resources, ContainerEngines.of(root)),
                surroundings,
                directories,
                new ExecutionWatch(),
                node,
                InstantSource.system()));
    return queue;
  }

  JobQueue queue() {
    return Objects.requireNonNull(queue);
  }

  /** Puts a job into the store's queue. */
  Execution submit(JobParameters parameters, int slots) {
    Instant now = Instant.now();
    Job job = Job.builder(Ids.job(now), PROJECT, now, "me", parameters).build();
    store.jobs().create(job, operation(Operation.Kind.CREATE_JOB, Ids.operation(now), job));
    Execution execution = Execution.queued(Ids.operation(now), job, now, "me", slots);
    store
        .executions()
        .enqueue(
            job.id(),
            execution,
            Operation.started(
                execution.id(), Operation.Kind.EXECUTE_JOB, PROJECT, job.id(), now, "me"));
    return execution;
  }

  Execution submit(String cmd) {
    return submit(JobParameters.of(cmd), 4);
  }

  Operation operation(Operation.Kind kind, String id, Job job) {
    return Operation.completed(id, kind, job.projectId(), job.id(), Instant.now(), "me");
  }

  /** Claims everything for the node of the queues, as one of them would. */
  List<Execution> claimAll() {
    return store.executions().claim(NODE, 1000, 1000, Instant.now().plusSeconds(60), 1000);
  }

  Execution ended(Execution execution) {
    return await().until(() -> store.executions().get(execution.id()), Execution::done);
  }

  static ConditionFactory await() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10));
  }

  /** Live processes of an execution. */
  static List<Path> processes(Execution execution) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(p -> environment(p).contains("ROWRUN_EXECUTION=" + execution.id()))
          .toList();
    }
  }

  private static String environment(Path process) {
    try {
      return new String(
          Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  void closeQueue() {
    if (queue != null) {
      queue.close();
      queue = null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (queue != null) {
      queue.killAll(Duration.ofSeconds(20));
    }
    closeQueue();
    store.close();
  }
}
