package io.rowrun.calcite.config;

import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.PipOptions;
import io.rowrun.proto.datasphere.v2.jobs.PythonEnv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code env.python}. {@code auto} means: the version of the {@code python3} here, what a
 * {@code requirements.txt} here lists, and the local modules that the scripts of the command
 * import. The vendor's client runs Python code to look at what is installed; that is not done here,
 * so that a package which no requirements file names is not found, and neither is a module that is
 * imported by computed name.
 */
final class PythonConfig {
  private static final Pattern VERSION = Pattern.compile("(3\\.\\d{1,2})(\\.\\d{1,2})?");
  private static final String USUAL_REQUIREMENTS = "requirements.txt";

  private final Path root;
  private final String cmd;
  private final JobParameters.Builder job;
  private final PythonEnv.Builder python;

  PythonConfig(Path root, String cmd, JobParameters.Builder job) {
    this.root = root;
    this.cmd = cmd;
    this.job = job;
    this.python = job.getEnvBuilder().getPythonEnvBuilder();
  }

  /** Reads it into the job; returns the local modules. */
  List<Path> read(Yaml value) {
    if (value.isText()) {
      if (!value.word().equals("auto")) {
        throw value.wrong("wants auto, or a map, not '" + value.word() + "'");
      }
      readVersion(null, value, true);
      readRequirements(null, true);
      return imported(List.of());
    }
    if (value.map().containsKey("auto")) {
      throw value.map().get("auto").wrong("is no longer understood: write python: auto");
    }
    Section section =
        Section.of(
            value,
            "type",
            "version",
            "requirements-file",
            "root-paths",
            "root-path",
            "local-paths",
            "pip");
    boolean auto = isAuto(section.get("type"));
    readVersion(section.get("version"), value, auto);
    readRequirements(section.get("requirements-file"), auto);
    section.ifThere("pip", this::readPip);
    return localModules(section);
  }

  private static boolean isAuto(@Nullable Yaml type) {
    if (type == null || type.word().equals("manual")) {
      return false;
    }
    if (!type.word().equals("auto")) {
      throw type.wrong("'" + type.word() + "' is neither auto nor manual");
    }
    return true;
  }

  private void readVersion(@Nullable Yaml version, Yaml whole, boolean auto) {
    if (version != null) {
      Matcher parts = VERSION.matcher(version.word());
      if (!parts.matches()) {
        throw version.wrong("'" + version.word() + "' is no version such as 3.11 or 3.11.4");
      }
      python.setPythonVersion(parts.group(1));
    } else if (auto) {
      python.setPythonVersion(
          LocalPython.version()
              .orElseThrow(
                  () ->
                      whole.wrong(
                          "auto means the version of the python3 here, and there is none:"
                              + " name a version")));
    }
  }

  private void readRequirements(@Nullable Yaml file, boolean auto) {
    if (file != null) {
      Path path = LocalPaths.requireExisting(file, root, file.word());
      python.addAllRequirements(Requirements.read(path, file::wrong));
    } else if (auto && Files.isRegularFile(root.resolve(USUAL_REQUIREMENTS))) {
      python.addAllRequirements(
          Requirements.read(root.resolve(USUAL_REQUIREMENTS), ConfigException::new));
    }
  }

  private void readPip(Yaml value) {
    Section section =
        Section.of(value, "index-url", "extra-index-urls", "trusted-hosts", "no-deps");
    PipOptions.Builder pip = python.getPipOptionsBuilder();
    section.ifThere("index-url", url -> pip.setIndexUrl(url.word()));
    section.ifThere(
        "extra-index-urls",
        urls -> urls.listOrText().forEach(url -> pip.addExtraIndexUrls(url.word())));
    section.ifThere(
        "trusted-hosts",
        hosts -> hosts.listOrText().forEach(host -> pip.addTrustedHosts(host.word())));
    section.ifThere("no-deps", flag -> pip.setNoDeps(isTrue(flag)));
  }

  private static boolean isTrue(Yaml flag) {
    return switch (flag.word()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw flag.wrong("'" + flag.word() + "' is neither true nor false");
    };
  }

  private List<Path> localModules(Section section) {
    Yaml roots =
        section.get("root-paths") == null ? section.get("root-path") : section.get("root-paths");
    Yaml paths = section.get("local-paths");
    if (roots != null && paths != null) {
      throw paths.wrong("cannot stand beside root-paths: modules are either named or searched");
    }
    return paths == null ? imported(existing(roots)) : existing(paths);
  }

  private List<Path> existing(@Nullable Yaml names) {
    List<Path> paths = new ArrayList<>();
    if (names != null) {
      for (Yaml name : names.listOrText()) {
        paths.add(LocalPaths.requireExisting(name, root, name.word()));
      }
    }
    return paths;
  }

  /** What the scripts of the command import; the scripts themselves become input files. */
  private List<Path> imported(List<Path> roots) {
    ImportSearch search = new ImportSearch(root, roots);
    List<Path> modules = search.modulesOf(cmd);
    search.scripts().forEach(this::addInput);
    return modules.stream().filter(module -> !isInput(module)).toList();
  }

  private void addInput(Path script) {
    if (LocalPaths.whyNotBelowRoot(script) == null && !isInput(root.resolve(script))) {
      job.addInputFiles(
          File.newBuilder().setDesc(FileDesc.newBuilder().setPath(script.toString())));
    }
  }

  private boolean isInput(Path path) {
    return job.getInputFilesList().stream()
        .anyMatch(
            input -> {
              Path sent = root.resolve(input.getDesc().getPath()).normalize();
              return path.normalize().startsWith(sent);
            });
  }
}
