package io.rowrun.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.jdbc.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every example of the README and compares what it prints with what the README shows. An
 * example is a block behind a line {@code <!-- prints: COMMAND -->}; ids, times and measured
 * numbers may differ.
 *
 * <p>{@code mvn -pl examples -am test -Drowrun.test.args=-Drowrun.readme=write} writes what is
 * printed into the README instead.
 */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path README = ROOT.resolve("README.md");
  private static final boolean WRITE = "write".equals(System.getProperty("rowrun.readme"));
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "<!-- prints: (?<command>[^\\n]+) -->\\n```[a-z]*\\n(?<output>.*?)```\\n",
          Pattern.DOTALL);

  @TempDir Path home;

  static Stream<String> examples() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(Files.readString(README));
    while (example.find()) {
      commands.add(example.group("command"));
    }
    assertThat(commands).as("examples in the README").isNotEmpty();
    return commands.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void printsWhatTheReadmeShows(String command) throws Exception {
    String printed = run(command);
    if (WRITE) {
      write(command, printed);
    }
    assertThat(comparable(printed))
        .as("write the README anew with -Drowrun.test.args=-Drowrun.readme=write")
        .isEqualTo(comparable(shown(command)));
  }

  @Test
  void tellsOfEveryConnectionProperty() throws IOException {
    String table =
        Stream.of(Property.values())
            .map(ReadmeTest::row)
            .collect(joining("", "| property | default | |\n|---|---|---|\n", ""));
    String readme = Files.readString(README);
    String begin = "<!-- properties -->\n";
    int start = readme.indexOf(begin) + begin.length();
    int end = readme.indexOf("<!-- /properties -->");
    if (WRITE) {
      Files.writeString(README, readme.substring(0, start) + table + readme.substring(end));
    } else {
      assertThat(readme.substring(start, end)).isEqualTo(table);
    }
  }

  private static String row(Property property) {
    String value = property.defaultValue() == null ? "" : "`" + property.defaultValue() + "`";
    return String.format("| `%s` | %s | %s |%n", property.key(), value, property.description());
  }

  private static String shown(String command) throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(README));
    while (example.find()) {
      if (example.group("command").equals(command)) {
        return example.group("output");
      }
    }
    throw new AssertionError("not in the README: " + command);
  }

  private static void write(String command, String printed) throws IOException {
    String readme = Files.readString(README);
    Matcher example = EXAMPLE.matcher(readme);
    while (example.find()) {
      if (example.group("command").equals(command)) {
        Files.writeString(
            README,
            readme.substring(0, example.start("output"))
                + printed
                + readme.substring(example.end("output")));
        return;
      }
    }
  }

  /** What is the same at every run: no ids, no instants, no fractions, no padding. */
  private static String comparable(String output) {
    return output
        .replaceAll("/\\S*/tmp\\.\\w+", "DIRECTORY")
        .replaceAll("/files/[-\\w.]+", "/files/TOKEN")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
        .replaceAll("\\b([joe]0[0-9a-z]{18}|[0-9a-f]{32})\\b", "ID")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?", "INSTANT")
        .replaceAll("\\b\\d+\\.\\d+\\b", "NUMBER")
        .replaceAll("[ -]*-[ -]*", "-")
        .replaceAll(" +", " ")
        .strip();
  }

  /** Runs the command as a shell would, on the class path of this build. */
  private String run(String command) throws IOException, InterruptedException {
    Process process =
        program(words(command)).directory(ROOT.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return printed;
  }

  private ProcessBuilder program(List<String> words) throws IOException {
    List<String> arguments = words.subList(1, words.size());
    return switch (words.get(0)) {
      case "./rowrun" -> new ProcessBuilder(java("io.rowrun.server.Main", arguments));
      case "examples/run" ->
          new ProcessBuilder(
              java(
                  "io.rowrun.examples." + arguments.get(0),
                  arguments.subList(1, arguments.size())));
      default -> {
        assertThat(words.get(0)).matches("examples/[a-z-]+\\.sh");
        ProcessBuilder script = new ProcessBuilder(words);
        script.environment().put("ROWRUN", launcher().toString());
        yield script;
      }
    };
  }

  private List<String> java(String main, List<String> arguments) {
    List<String> java =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                main));
    java.addAll(arguments);
    return java;
  }

  /** {@code ./rowrun}, as scripts call it, without the build. */
  private Path launcher() throws IOException {
    String java =
        java("io.rowrun.server.Main", List.of()).stream()
            .map(word -> "'" + word + "'")
            .collect(joining(" "));
    Path launcher =
        Files.writeString(home.resolve("rowrun"), "#!/bin/sh\nexec " + java + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    return launcher;
  }

  /** Splits at blanks, but not within double quotes, as a shell does. */
  private static List<String> words(String command) {
    Matcher word = Pattern.compile("\"([^\"]*)\"|\\S+").matcher(command);
    return word.results()
        .map(match -> match.group(1) == null ? match.group() : match.group(1))
        .toList();
  }
}
