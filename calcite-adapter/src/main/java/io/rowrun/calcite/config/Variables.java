package io.rowrun.calcite.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code ${VAR}} that a config declares, all in one name space, and what stands for them in the
 * command that is sent: mounts and datasets by their id, everything else by its name, which the
 * server replaces.
 */
final class Variables {
  static final String PROJECT_DISK = "DS_PROJECT_HOME";

  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_-]{1,50}");
  private static final Pattern IN_COMMAND = Pattern.compile("\\$\\{(.+?)\\}");

  private final Map<String, String> sent = new LinkedHashMap<>();

  /** Declares a variable that the server replaces. */
  void declare(Yaml at, String name) {
    declare(at, name, name);
  }

  /** Declares the variable of a mount or a dataset. */
  void declare(Yaml at, String name, String id) {
    if (!NAME.matcher(name).matches()) {
      throw at.wrong(
          "'" + name + "' is no name of a variable: 1 to 50 of letters, digits, _ and -");
    }
    if (name.equals(PROJECT_DISK)) {
      throw at.wrong(name + " is the project disk's name and cannot be given to something else");
    }
    put(at, name, id);
  }

  /** Declares a mount or a dataset, which may stand in the command by its id. */
  void declareId(Yaml at, String id) {
    put(at, id, id);
  }

  void declareProjectDisk() {
    sent.put(PROJECT_DISK, PROJECT_DISK);
  }

  private void put(Yaml at, String name, String id) {
    if (sent.put(name, id) != null) {
      throw at.wrong(
          name
              + " is declared twice: files, arguments, mounts and datasets share their names and ids");
    }
  }

  /** The command as it is sent; a variable that nothing declares stays as it is. */
  String rewrite(String cmd) {
    return IN_COMMAND
        .matcher(cmd)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "${" + sent.getOrDefault(found.group(1), found.group(1)) + "}"));
  }

  /** Fails on the first variable of the command that nothing declares. */
  void requireAllDeclared(Yaml cmd) {
    Matcher found = IN_COMMAND.matcher(cmd.text());
    while (found.find()) {
      String name = found.group(1);
      if (!sent.containsKey(name)) {
        throw cmd.wrong(
            String.format(
                "names ${%s}, which is not in the config%s; for a shell variable write $%s",
                name, hint(name), name));
      }
    }
  }

  private String hint(String name) {
    if (name.equals(PROJECT_DISK)) {
      return ": it needs the flag attach-project-disk";
    }
    Set<String> names = sent.keySet();
    return names.isEmpty() ? "" : Keys.meant(name, names.stream().toList());
  }
}
