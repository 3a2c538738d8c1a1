package io.rowrun.executor.launcher;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes {@code job.sh}, for this host or for a container: sets the environment and becomes the
 * shell that runs the command.
 *
 * <p>Shells drop variables whose names are no identifiers, and guard some of their own; those go
 * through {@code env}. The shell of the command waits for the program below it when a signal comes
 * to both, so that the program's last words and exit code count. (A signal that comes in the moment
 * between two programs of the command misses the second one, which then runs until its grace ends.)
 */
final class JobScript {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Variables that one shell or another does not let a script set freely. */
  private static final Set<String> GUARDED =
      Set.of(
          "_",
          "BASHOPTS",
          "BASHPID",
          "BASH_ARGC",
          "BASH_ARGV",
          "BASH_LINENO",
          "BASH_SOURCE",
          "BASH_VERSINFO",
          "DIRSTACK",
          "EPOCHREALTIME",
          "EPOCHSECONDS",
          "EUID",
          "FUNCNAME",
          "GROUPS",
          "HISTCMD",
          "IFS",
          "LINENO",
          "OLDPWD",
          "OPTIND",
          "PIPESTATUS",
          "PPID",
          "PS4",
          "PWD",
          "RANDOM",
          "SECONDS",
          "SHELLOPTS",
          "SHLVL",
          "SRANDOM",
          "UID");

  private static final Map<String, Integer> SIGNALS =
      new TreeMap<>(Map.of("HUP", 1, "INT", 2, "QUIT", 3, "USR1", 10, "USR2", 12, "TERM", 15));

  /** What the exit code of a shell that a signal ended exceeds the signal's number by. */
  private static final int ENDED_BY_SIGNAL = 128;

  /** Linux takes no longer argument than 128 KiB. */
  private static final int MAX_ARGUMENT_BYTES = 100_000;

  private final Place place;
  private final LaunchSpec spec;

  private JobScript(Place place, LaunchSpec spec) {
    this.place = place;
    this.spec = spec;
  }

  /**
   * Where a script runs.
   *
   * @param variables to be set there besides those of the job
   * @param env the program, as a word of a shell
   * @param resetsSignals whether {@code env} has to undo that signals are ignored
   * @param shell that of the command, as a word of a shell
   * @param longCommand the file of a command that is too long to stand in the script
   * @param isAsked what succeeds in a shell if the task has been asked to end
   */
  private record Place(
      Map<String, String> variables,
      String env,
      boolean resetsSignals,
      String shell,
      Path longCommand,
      String isAsked) {}

  static JobScript onHost(Host host, LaunchSpec spec) {
    return new JobScript(
        new Place(
            host.variablesLostOnTheWay(),
            quoted(host.env().toString()),
            host.ignoresSignals(),
            quoted(host.jobShell().toString()),
            spec.directory().resolve("command"),
            "[ -e " + quoted(spec.directory().resolve("reason").toString()) + " ]"),
        spec);
  }

  /**
   * For {@code container-init.sh}, which knows the shell of the image.
   *
   * @param longCommand as the container sees it
   */
  static JobScript inContainer(LaunchSpec spec, Path longCommand) {
    String report = quoted(spec.directory().resolve("report").toString());
    String isAsked =
        "while read -r ROWRUN_LINE; do [ \"$ROWRUN_LINE\" != asked ] || break; done < "
            + report
            + " && [ \"$ROWRUN_LINE\" = asked ]";
    return new JobScript(
        new Place(Map.of(), "env", false, "\"$ROWRUN_SHELL\"", longCommand, isAsked), spec);
  }

  /** The command when it is too long to stand in the script; then it is a file of its own. */
  String longCommand() {
    return waitForTheProgram() + spec.command() + "\n";
  }

  boolean commandIsLong() {
    return spec.command().getBytes(StandardCharsets.UTF_8).length > MAX_ARGUMENT_BYTES;
  }

  String text() {
    requireNoNul("command", spec.command());
    StringBuilder exports = new StringBuilder();
    StringBuilder others = new StringBuilder();
    environment()
        .forEach(
            (name, value) -> {
              if (IDENTIFIER.matcher(name).matches() && !GUARDED.contains(name)) {
                exports
                    .append("export ")
                    .append(name)
                    .append('=')
                    .append(quoted(value))
                    .append('\n');
              } else {
                others.append(' ').append(quoted(name + "=" + value));
              }
            });
    return exports + "exec " + throughEnv(others) + shell() + "\n";
  }

  private String throughEnv(CharSequence assignments) {
    if (assignments.length() == 0 && !place.resetsSignals) {
      return "";
    }
    return place.env + (place.resetsSignals ? " --default-signal" : "") + " --" + assignments + " ";
  }

  private String shell() {
    return commandIsLong()
        ? place.shell + " " + quoted(place.longCommand.toString())
        : place.shell + " -c " + quoted(waitForTheProgram() + spec.command());
  }

  /** A signal that nobody asked us for ends the shell as any shell: not with success. */
  private String waitForTheProgram() {
    StringBuilder traps = new StringBuilder();
    SIGNALS.forEach(
        (name, number) ->
            traps
                .append("trap ")
                .append(
                    quoted(
                        "ROWRUN_CODE=$?; [ $ROWRUN_CODE != 0 ] || { "
                            + place.isAsked
                            + "; } || ROWRUN_CODE="
                            + (ENDED_BY_SIGNAL + number)
                            + "; exit $ROWRUN_CODE"))
                .append(' ')
                .append(name)
                .append("; "));
    return traps.toString();
  }

  /** What the supervisor's shell does not hand down, and what the job asks for, in this order. */
  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(place.variables);
    spec.environment()
        .forEach(
            (name, value) -> {
              if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new ExecutorException(
                    ErrorCode.INVALID_ARGUMENT,
                    "an environment variable cannot have the name '" + name + "'");
              }
              requireNoNul("environment variable " + name.replace('\0', '?'), name + value);
              environment.put(name, value);
            });
    Path progress = spec.directory().resolve("progress");
    environment.put("JOB_PROGRESS_FILENAME", progress.toString());
    environment.put("ROWRUN_EXECUTION", spec.executionId());
    return environment;
  }

  private static void requireNoNul(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT, what + " has a NUL character, which no program can be given");
    }
  }

  /** The text as one word of a shell, whatever is in it. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
