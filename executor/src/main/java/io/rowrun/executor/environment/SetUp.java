package io.rowrun.executor.environment;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Work to be done before the program of a job can start, by a process that a service may survive
 * and that may survive a service. It may be done again, from the start, after any part of it was
 * done; not by two processes for one job at a time.
 *
 * @param command what a shell runs, in a directory that holds {@code files} and nothing else; ends
 *     with 0 exactly if all is in place. What it writes is shown to the user of the job, without
 *     the user part of URLs; if it fails, its last lines say why
 * @param environment variables added to those of this process; names are identifiers. They and
 *     {@code files} are the place for secrets, as a command line can be seen by others
 * @param files texts by file name; only this user can read them
 */
public record SetUp(String command, Map<String, String> environment, Map<String, String> files) {
  public SetUp {
    requireNonNull(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    files = Map.copyOf(files);
  }

  /** Leaves the values out, as some are secret. */
  @Override
  public String toString() {
    return "SetUp[" + command + ", " + environment.keySet() + ", " + files.keySet() + "]";
  }
}
