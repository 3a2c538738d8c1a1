package io.rowrun.executor.queue;

import io.rowrun.executor.environment.SetUp;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.launcher.ExitRecord;
import io.rowrun.executor.launcher.LaunchSpec;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.launcher.StopRequest;
import io.rowrun.executor.launcher.TaskState;
import io.rowrun.executor.logs.SystemLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Does the work that comes before a job's program, as a task of its own in {@code setup/} of the
 * job's directory. So it outlives the service, is found again, and can be stopped, as the program
 * can. Its directory tells how far it is: not begun, under way, ended, or lost, which is begun
 * again. Thread-safe, but for one task at a time.
 */
final class SetUpStage {
  /** It counts not against the time of the program, but waits for no dead server for ever. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final int SIGKILL = 9;

  private final Launcher launcher;
  private final JobDirectories directories;

  SetUpStage(Launcher launcher, JobDirectories directories) {
    this.launcher = launcher;
    this.directories = directories;
  }

  /**
   * Whether all is in place. If not, the work is under way: it is begun here unless it was before.
   *
   * @param steps at least one
   * @throws Unstartable if the work has failed
   */
  boolean isDone(Task task, List<SetUp> steps) throws IOException, Unstartable {
    Path directory = directories.setUp(task.jobId());
    TaskState state = launcher.poll(directory);
    if (state instanceof TaskState.Exited exited) {
      requireSuccess(exited.record(), directory);
      return true;
    }
    if (state instanceof TaskState.Lost) {
      launcher.killLeftovers(directory, id(task));
      directories.deleteSetUp(task.jobId());
      start(task, steps, directory);
    } else if (state instanceof TaskState.NotStarted) {
      start(task, steps, directory);
    }
    return false;
  }

  /** Whether nothing of the work runs, nor will. If not, its process was told to end. */
  boolean isStopped(Task task) {
    Path directory = directories.setUp(task.jobId());
    if (!Files.exists(directory)) {
      return true;
    }
    launcher.stop(directory, StopRequest.KILL);
    TaskState state = launcher.poll(directory);
    if (state instanceof TaskState.Lost) {
      launcher.killLeftovers(directory, id(task));
    }
    return !(state instanceof TaskState.Running);
  }

  private static void requireSuccess(ExitRecord exit, Path directory)
      throws IOException, Unstartable {
    switch (exit.reason()) {
      case CANCELLED ->
          throw new Unstartable(
              ErrorCode.INTERNAL,
              "the set-up was stopped, though nobody asked the service for it",
              null);
      case TIMEOUT ->
          throw new Unstartable(
              ErrorCode.DEADLINE_EXCEEDED,
              "the set-up was stopped after " + LONGEST.toMinutes() + " minutes",
              null);
      case UNSTARTED -> throw new IllegalStateException("a set-up runs in no container");
      case EXITED -> {
        if (exit.code() != 0) {
          throw new Unstartable(
              ErrorCode.FAILED_PRECONDITION,
              "the set-up returned code "
                  + exit.code()
                  + ": "
                  + LastLines.of(directory.resolve("stdout")),
              null);
        }
      }
    }
  }

  private void start(Task task, List<SetUp> steps, Path directory) throws IOException {
    for (int i = 0; i < steps.size(); i++) {
      Path place = Files.createDirectories(directory.resolve("work").resolve(place(i)));
      for (var file : steps.get(i).files().entrySet()) {
        write(place.resolve(file.getKey()), file.getValue());
      }
    }
    launcher.start(
        new LaunchSpec(
            id(task),
            task.execution.epoch(),
            directory,
            command(steps),
            environment(task, steps),
            LONGEST,
            Duration.ZERO,
            SIGKILL));
  }

  /** Not that of the program, so that what is left of the one is never taken for the other. */
  private static String id(Task task) {
    return task.execution.id() + "-setup";
  }

  private static String place(int step) {
    return Integer.toString(step + 1);
  }

  /** Whole or as before: what was started before a crash may be reading it. */
  private static void write(Path file, String text) throws IOException {
    Path draft = Files.createTempFile(file.getParent(), ".draft", ""); // only its owner reads it
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, String> environment(Task task, List<SetUp> steps) {
    Map<String, String> environment = new LinkedHashMap<>();
    steps.forEach(step -> environment.putAll(step.environment()));
    environment.put("ROWRUN_SYSTEM_LOG", SystemLog.path(task.directory).toString());
    return environment;
  }

  /**
   * The steps one after the other, until one fails. What they write goes, without passwords in
   * URLs, to the output of the task and to the job's system log as well; the exit code is theirs
   * and not that of the pipe.
   */
  private static String command(List<SetUp> steps) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      all.append(i == 0 ? "" : " && ")
          .append("(\ncd ")
          .append(place(i))
          .append(" && {\n")
          .append(steps.get(i).command())
          .append("\n}\n)");
    }
    return """
        now=; sed -u '' < /dev/null > /dev/null 2>&1 && now=-u
        exec 3>&1
        code=$(
          {
            {
              { %s
              } 3>&- 4>&- 2>&1
              echo $? >&4
            } |
              sed $now 's#://[^/[:space:]]*@#://****@#g' |
              tee -a "$ROWRUN_SYSTEM_LOG" >&3
          } 4>&1
        )
        exit "${code:-1}"
        """
        .formatted(all);
  }
}
