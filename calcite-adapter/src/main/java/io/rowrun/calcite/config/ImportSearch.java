package io.rowrun.calcite.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Python modules of this machine that the scripts of a command import, and those that the
 * found ones import. It reads {@code import} and {@code from} lines; nothing is run.
 */
final class ImportSearch {
  private static final Pattern WORD = Pattern.compile("[^\\s'\"]+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern FROM =
      Pattern.compile("^\\s*from\\s+([A-Za-z_]\\w*)[\\w.]*\\s+import\\b");
  private static final Pattern IMPORT = Pattern.compile("^\\s*import\\s+([^#;]+)");

  private final Path root;
  private final List<Path> roots;
  private final List<Path> scripts = new ArrayList<>();
  private final Set<Path> modules = new LinkedHashSet<>();
  private final Deque<Path> unread = new ArrayDeque<>();

  /**
   * @param roots where modules are looked for; if empty, beside each script and in the root
   */
  ImportSearch(Path root, List<Path> roots) {
    this.root = root;
    this.roots = roots;
  }

  /** The scripts of the command that are there, as it names them. */
  List<Path> scripts() {
    return scripts;
  }

  /** Top-level modules: files and package directories, each once. */
  List<Path> modulesOf(String cmd) {
    String before = "";
    for (Matcher words = WORD.matcher(cmd); words.find(); before = words.group()) {
      if (words.group().endsWith(".py")) {
        addScript(words.group());
      } else if (before.equals("-m")) {
        look(words.group().replaceAll("\\..*", ""), root);
      }
    }
    while (!unread.isEmpty()) {
      readImports(unread.remove());
    }
    return List.copyOf(modules);
  }

  private void addScript(String word) {
    try {
      Path script = Path.of(word).normalize();
      if (Files.isRegularFile(root.resolve(script)) && !scripts.contains(script)) {
        scripts.add(script);
        unread.add(root.resolve(script));
      }
    } catch (InvalidPathException e) {
      // no file then
    }
  }

  private void readImports(Path file) {
    for (String line : linesOf(file)) {
      Matcher from = FROM.matcher(line);
      if (from.find()) {
        look(from.group(1), directoryOf(file));
      }
      Matcher imports = IMPORT.matcher(line);
      if (imports.find()) {
        for (String name : imports.group(1).split(",", -1)) {
          look(name.strip().replaceAll("[.\\s].*", ""), directoryOf(file));
        }
      }
    }
  }

  private static Path directoryOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private void look(String name, Path beside) {
    if (!NAME.matcher(name).matches()) {
      return;
    }
    for (Path place : roots.isEmpty() ? List.of(beside, root) : roots) {
      Path module = module(place, name);
      if (module != null) {
        add(module.normalize());
        return;
      }
    }
  }

  private static @Nullable Path module(Path place, String name) {
    Path directory = place.resolve(name);
    if (Files.isDirectory(directory) && !sourcesIn(directory).isEmpty()) {
      return directory;
    }
    Path file = place.resolve(name + ".py");
    return Files.isRegularFile(file) ? file : null;
  }

  private void add(Path module) {
    boolean isNew =
        modules.stream().noneMatch(module::startsWith)
            && scripts.stream()
                .noneMatch(script -> root.resolve(script).normalize().equals(module));
    if (isNew && modules.add(module)) {
      unread.addAll(Files.isDirectory(module) ? sourcesIn(module) : List.of(module));
    }
  }

  private static List<Path> sourcesIn(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".py")).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** In a one-byte charset, which every text can be read in; names of modules are ASCII here. */
  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file, ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
