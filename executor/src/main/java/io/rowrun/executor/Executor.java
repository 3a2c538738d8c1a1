package io.rowrun.executor;

import io.grpc.ServerServiceDefinition;
import io.rowrun.executor.ExecutorOptions.StoreOptions;
import io.rowrun.executor.environment.Environments;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.InstanceTypes;
import io.rowrun.executor.launcher.ContainerEngines;
import io.rowrun.executor.launcher.ContainerLauncher;
import io.rowrun.executor.launcher.JobImages;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.LocalLauncher;
import io.rowrun.executor.launcher.PulledImages;
import io.rowrun.executor.queue.DataSweeper;
import io.rowrun.executor.queue.ExecutionWatch;
import io.rowrun.executor.queue.JobDirectories;
import io.rowrun.executor.queue.JobQueue;
import io.rowrun.executor.queue.Node;
import io.rowrun.executor.queue.QueueParts;
import io.rowrun.executor.queue.StoredContents;
import io.rowrun.executor.resource.Resources;
import io.rowrun.executor.service.FileLinks;
import io.rowrun.executor.service.LinkedFiles;
import io.rowrun.executor.service.ServiceParts;
import io.rowrun.executor.service.Services;
import io.rowrun.executor.store.Database;
import io.rowrun.executor.store.SecretBox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The parts of an executor and how they are put together: fields in order of dependence, closed in
 * reverse. Thread-safe.
 */
final class Executor implements AutoCloseable {
  private static final int STREAM_THREADS = 2;

  private final Database store;
  private final JobQueue queue;
  private final DataSweeper sweeper;
  private final ExecutorService streams;
  private final LinkedFiles linkedFiles;
  private final List<ServerServiceDefinition> services;

  private Executor(DataDirectory directory, ExecutorOptions options, Database store)
      throws IOException {
    Path root = directory.root().toAbsolutePath().normalize();
    InstantSource clock = InstantSource.system();
    for (String name : List.of("files", "tmp", "jobs", "projects", "datasets")) {
      directory.privateDirectory(name);
    }
    ProjectFiles files = ProjectFiles.open(root, new StoredContents(store.files(), clock));
    JobDirectories directories = new JobDirectories(root.resolve("jobs"));
    ContainerEngines engines = ContainerEngines.of(root);
    Launcher launcher = new ContainerLauncher(LocalLauncher.open(root), engines);
    ExecutionWatch watch = new ExecutionWatch();
    Node node =
        new Node(
            NodeId.of(root),
            hostName(),
            instanceTypes(options),
            options.executionTimeout(),
            options.sampleInterval());
    this.store = store;
    ProjectDirectories projects = new ProjectDirectories(root);
    Resources resources = Resources.of(root);
    Environments environments = Environments.of(root);
    JobImages images = new JobImages(resources, engines);
    this.queue =
        JobQueue.open(
            new QueueParts(
                store,
                launcher,
                files,
                projects,
                resources,
                images,
                new PulledImages(images, environments),
                directories,
                watch,
                node,
                clock));
    this.sweeper = DataSweeper.open(store, files, directories, projects, clock);
    this.streams = Executors.newFixedThreadPool(STREAM_THREADS, Executor::streamThread);
    ServiceParts parts =
        new ServiceParts(
            store,
            files,
            projects,
            resources,
            environments,
            images,
            FileLinks.open(root, clock),
            queue,
            sweeper,
            watch,
            directories,
            node,
            LocalLauncher.ENGINE,
            clock,
            streams);
    this.linkedFiles = new LinkedFiles(parts);
    this.services = Services.of(parts);
  }

  static Executor open(DataDirectory directory, ExecutorOptions options) {
    Database store = openStore(directory, options.store());
    try {
      return new Executor(directory, options, store);
    } catch (IOException e) {
      store.close();
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot use data directory " + directory.root() + ": " + e.getMessage(),
          e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** What can be called; errors are mapped already. */
  List<ServerServiceDefinition> services() {
    return services;
  }

  /** What the URLs of files lead to. */
  LinkedFiles linkedFiles() {
    return linkedFiles;
  }

  /** Kills all that runs, before the data directory is thrown away. */
  void killJobs(Duration patience) throws InterruptedException {
    queue.killAll(patience);
  }

  @Override
  public void close() {
    streams.shutdown();
    sweeper.close();
    queue.close();
    store.close();
  }

  private static Thread streamThread(Runnable work) {
    Thread thread = new Thread(work, "rowrun-streams");
    thread.setDaemon(true);
    return thread;
  }

  private static Database openStore(DataDirectory directory, StoreOptions options) {
    return options instanceof StoreOptions.Postgresql postgresql
        ? Database.postgresql(
            postgresql.jdbcUrl(),
            postgresql.user(),
            postgresql.password(),
            new SecretBox(directory.root().resolve("secret.key")))
        : Database.sqlite(directory.root().resolve("rowrun.db"));
  }

  private static InstanceTypes instanceTypes(ExecutorOptions options) {
    InstanceTypes ofThisHost = InstanceTypes.ofThisHost();
    return options.slots() == null
        ? ofThisHost
        : new InstanceTypes(options.slots(), ofThisHost.gpus());
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "localhost";
      }
    }
  }
}
