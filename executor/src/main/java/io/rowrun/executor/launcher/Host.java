package io.rowrun.executor.launcher;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this host offers to run tasks with, found out by trying. Immutable. */
final class Host {
  private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9_]+");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Path supervisorShell;
  private final Path jobShell;
  private final Path setsid;
  private final Path env;
  private final Meter best;
  private final Map<String, String> probed;
  private final @Nullable ControlGroups controlGroups;
  private final Map<String, String> variablesLostOnTheWay;
  private final boolean ignoresSignals;

  private Host(
      LocalSettings settings,
      Path script,
      Map<String, String> probed,
      @Nullable ControlGroups groups)
      throws IOException {
    this.supervisorShell = settings.supervisorShell().orElseGet(() -> require("sh"));
    this.jobShell =
        settings.jobShell().or(() -> Programs.find("bash")).orElseGet(() -> require("sh"));
    this.setsid = require("setsid");
    this.env = require("env");
    this.best = settings.meter();
    this.probed = probed;
    this.controlGroups = groups;
    this.variablesLostOnTheWay = variablesLostOnTheWay(Files.readString(script));
    this.ignoresSignals = probed.containsKey("default_signal") && signalsAreIgnored();
  }

  /**
   * Looks at this host.
   *
   * @throws ExecutorException FAILED_PRECONDITION if tasks cannot be run here
   */
  static Host probe(LocalSettings settings, Path script) {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot run jobs on " + System.getProperty("os.name") + ": only Linux can");
    }
    try {
      ControlGroups groups = settings.controlGroups() ? ControlGroups.find().orElse(null) : null;
      Map<String, String> probed = new HashMap<>(ask(settings, script, groups));
      if (groups != null) {
        groups.removeAbandoned();
      }
      return new Host(settings, script, probed, probed.containsKey("cgroup") ? groups : null);
    } catch (IOException e) {
      throw new ExecutorException(
          ErrorCode.FAILED_PRECONDITION, "cannot run jobs on this host: " + e.getMessage(), e);
    }
  }

  Path jobShell() {
    return jobShell;
  }

  Path supervisorShell() {
    return supervisorShell;
  }

  Path env() {
    return env;
  }

  /** The program that measures, called as GNU time is; empty: the shell measures. */
  String time() {
    return Arrays.stream(Meter.values())
        .filter(meter -> meter.compareTo(best) >= 0)
        .map(meter -> probed.getOrDefault(meter.answer(), ""))
        .filter(program -> !program.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The command that brings named files to the disk; empty: there is none. */
  String sync() {
    return probed.getOrDefault("sync", "");
  }

  Optional<ControlGroups> controlGroups() {
    return Optional.ofNullable(controlGroups);
  }

  /**
   * Whether this process was started to ignore signals, as by nohup; jobs must not inherit that.
   */
  boolean ignoresSignals() {
    return ignoresSignals;
  }

  /** Variables of this process that would not pass unharmed through the supervisor's shell. */
  Map<String, String> variablesLostOnTheWay() {
    return variablesLostOnTheWay;
  }

  /**
   * The arguments that run the script in a session of its own. With a setsid that cannot fork, this
   * process has a child, and a thread that waits for it; the shell's {@code &} would not do, as
   * what it starts ignores SIGINT for good.
   */
  List<String> detached(Path script, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(setsid.toString());
    if (probed.containsKey("fork")) {
      command.add("--fork");
    }
    command.add(supervisorShell.toString());
    command.add(script.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static Map<String, String> ask(
      LocalSettings settings, Path script, @Nullable ControlGroups groups) throws IOException {
    Path scratch = Files.createTempDirectory(script.getParent(), "probe");
    Path group = groups == null ? null : groups.make("probe-" + scratch.getFileName());
    try {
      List<String> command = new ArrayList<>();
      command.add(settings.supervisorShell().orElseGet(() -> require("sh")).toString());
      command.addAll(List.of(script.toString(), "probe", scratch.toString()));
      if (group != null) {
        command.add(group.toString());
      }
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return answers(process.getInputStream().readAllBytes());
    } finally {
      if (group != null) {
        ControlGroups.remove(group);
      }
      Files.deleteIfExists(scratch.resolve(".probe"));
      Files.deleteIfExists(scratch);
    }
  }

  private static Map<String, String> answers(byte[] output) {
    Map<String, String> answers = new HashMap<>();
    for (String line : new String(output, StandardCharsets.UTF_8).split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        answers.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return answers;
  }

  /** Names that are no identifiers are dropped by some shells; names in the script are its own. */
  private static Map<String, String> variablesLostOnTheWay(String script) {
    Set<String> words = WORDS.splitAsStream(script).collect(Collectors.toSet());
    Map<String, String> lost = new LinkedHashMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (!IDENTIFIER.matcher(name).matches()
                  || words.contains(name) && !name.equals(name.toUpperCase(Locale.ROOT))) {
                lost.put(name, value);
              }
            });
    return lost;
  }

  private static boolean signalsAreIgnored() throws IOException {
    long asked = 1L << 0 | 1L << 1 | 1L << 2 | 1L << 9 | 1L << 11 | 1L << 14; // HUP … TERM
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & asked) != 0);
    }
  }

  private static Path require(String program) {
    return Programs.find(program)
        .orElseThrow(
            () ->
                new ExecutorException(
                    ErrorCode.FAILED_PRECONDITION,
                    "cannot run jobs on this host: it has no program " + program + " in PATH"));
  }
}
