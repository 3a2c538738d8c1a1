package io.rowrun.calcite.config;

import io.rowrun.calcite.config.Declarations.Declaration;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.ExtendedWorkingStorage;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc;
import io.rowrun.proto.datasphere.v2.jobs.SparkParameters;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the config.yaml of the vendor's client, with its older forms. Nothing is passed over: what
 * is not understood is a {@link ConfigException} naming line, key and rule.
 *
 * <p>Ids of mounts and datasets are what a Rowrun server accepts, which includes the 20 letters and
 * digits of the vendor's.
 */
public final class ConfigYaml {
  private static final List<String> KEYS =
      List.of(
          "name",
          "desc",
          "description",
          "cmd",
          "args",
          "inputs",
          "outputs",
          "s3-mounts",
          "datasets",
          "env",
          "flags",
          "cloud-instance-types",
          "cloud-instance-type",
          "working-storage",
          "graceful-shutdown",
          "output-datasets",
          "spark");
  private static final Map<String, Integer> SIGNALS =
      Map.of("SIGHUP", 1, "SIGINT", 2, "SIGUSR1", 10, "SIGUSR2", 12, "SIGTERM", 15);
  private static final String USUAL_INSTANCE_TYPE = "c1.4";
  private static final String PROJECT_DISK_FLAG = "attach-project-disk";
  private static final Pattern ID = Pattern.compile("[^/:\\s]{1,50}");
  private static final long MIN_STORAGE_GIB = 100;
  private static final long MAX_STORAGE_GIB = 10 * 1024;

  private final Map<String, Yaml> config;
  private final Path root;
  private final Map<String, String> environment;
  private final Variables variables = new Variables();
  private final JobParameters.Builder job = JobParameters.newBuilder();

  private ConfigYaml(Map<String, Yaml> config, Path root, Map<String, String> environment) {
    this.config = config;
    this.root = root;
    this.environment = environment;
  }

  /**
   * Reads a config that is a whole job: it has a command, and declares every variable in it.
   *
   * @param root where files that it names are looked up
   * @param environment where variables come from that it names without a value
   * @throws ConfigException at the first mistake
   */
  public static JobConfig read(String yaml, Path root, Map<String, String> environment) {
    ConfigYaml reader = new ConfigYaml(Yaml.read(yaml), root, environment);
    JobConfig config = reader.read();
    reader.requireWhole();
    return config.parameters().getCloudInstanceTypesCount() == 0
        ? config.withInstanceType(USUAL_INSTANCE_TYPE)
        : config;
  }

  /**
   * Reads a config of which something else may add to or replace parts: it may lack the command,
   * the instance type, and variables of the command.
   *
   * @param root where files that it names are looked up
   * @param environment where variables come from that it names without a value
   * @throws ConfigException at the first mistake
   */
  public static JobConfig readPart(String yaml, Path root, Map<String, String> environment) {
    return new ConfigYaml(Yaml.read(yaml), root, environment).read();
  }

  private JobConfig read() {
    config.forEach(
        (name, value) -> {
          if (!KEYS.contains(name)) {
            throw Keys.unknown(value, name, KEYS);
          }
        });
    readArguments();
    readInputs();
    readOutputs();
    mounts("s3-mounts").forEach(job::addS3MountIds);
    mounts("datasets").forEach(job::addDatasetIds);
    readOutputDatasets();
    readFlags();
    readInstanceTypes();
    readWorkingStorage();
    readGracefulShutdown();
    readSpark();
    Yaml cmd = config.get("cmd");
    if (cmd != null) {
      job.setCmd(variables.rewrite(cmd.word()));
    }
    List<Path> localModules =
        EnvironmentConfig.read(config.get("env"), cmd, root, environment, job);
    return new JobConfig(
        text("name"),
        config.containsKey("desc") ? text("desc") : text("description"),
        job.build(),
        localModules);
  }

  private void requireWhole() {
    Yaml cmd = config.get("cmd");
    if (cmd == null) {
      throw ConfigException.at(1, "cmd", "is required: there is nothing to run");
    }
    variables.requireAllDeclared(cmd);
  }

  private String text(String key) {
    Yaml value = config.get(key);
    return value == null ? "" : value.text();
  }

  private void readArguments() {
    Yaml args = config.get("args");
    if (args == null) {
      return;
    }
    args.map()
        .forEach(
            (name, value) -> {
              variables.declare(value, name);
              job.addArguments(Argument.newBuilder().setName(name).setValue(value.text()));
            });
  }

  private void readInputs() {
    Set<Path> sofar = new HashSet<>();
    for (Declaration input : Declarations.read(config.get("inputs"))) {
      LocalPaths.requireExisting(input, root);
      job.addInputFiles(File.newBuilder().setDesc(file(input, sofar)));
    }
  }

  private void readOutputs() {
    Set<Path> sofar = new HashSet<>();
    for (Declaration output : Declarations.read(config.get("outputs"))) {
      job.addOutputFiles(file(output, sofar));
    }
  }

  private FileDesc file(Declaration declaration, Set<Path> sofar) {
    Path path = LocalPaths.check(declaration);
    if (!sofar.add(path.normalize())) {
      throw declaration.at().wrong("'" + declaration.thing() + "' is declared twice");
    }
    FileDesc.Builder file = FileDesc.newBuilder().setPath(declaration.thing());
    if (declaration.var() != null) {
      variables.declare(declaration.at(), declaration.var());
      file.setVar(declaration.var());
    }
    return file.build();
  }

  private List<String> mounts(String key) {
    List<Declaration> mounts = Declarations.read(config.get(key));
    for (Declaration mount : mounts) {
      if (!ID.matcher(mount.thing()).matches()) {
        throw mount
            .at()
            .wrong(
                "'" + mount.thing() + "' is no id: 1 to 50 characters without space, '/' and ':'");
      }
      variables.declareId(mount.at(), mount.thing());
      if (mount.var() != null) {
        variables.declare(mount.at(), mount.var(), mount.thing());
      }
    }
    return mounts.stream().map(Declaration::thing).toList();
  }

  private void readOutputDatasets() {
    Yaml list = config.get("output-datasets");
    if (list == null) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (Yaml item : list.list()) {
      OutputDatasetDesc dataset = outputDataset(item);
      if (!names.add(dataset.getName())) {
        throw item.wrong("has two datasets of the name '" + dataset.getName() + "'");
      }
      job.addOutputDatasets(dataset);
    }
  }

  private OutputDatasetDesc outputDataset(Yaml item) {
    Section section = Section.of(item, "name", "var", "size", "description", "desc", "labels");
    OutputDatasetDesc.Builder dataset =
        OutputDatasetDesc.newBuilder()
            .setName(section.required("name").word())
            .setVar(section.required("var").word())
            .setSizeGb(Quantities.gibibytes(section.required("size")));
    variables.declare(section.required("var"), dataset.getVar());
    section.ifThere("desc", value -> dataset.setDescription(value.text()));
    section.ifThere("description", value -> dataset.setDescription(value.text()));
    section.ifThere("labels", value -> dataset.putAllLabels(value.texts()));
    return dataset.build();
  }

  private void readFlags() {
    Yaml flags = config.get("flags");
    if (flags == null) {
      return;
    }
    for (Yaml flag : flags.listOrText()) {
      if (!flag.word().equals(PROJECT_DISK_FLAG)) {
        throw flag.wrong("'" + flag.word() + "' is no flag: there is " + PROJECT_DISK_FLAG);
      }
      job.setAttachProjectDisk(true);
      variables.declareProjectDisk();
    }
  }

  private void readInstanceTypes() {
    Yaml types = either("cloud-instance-types", "cloud-instance-type");
    if (types == null) {
      return;
    }
    for (Yaml type : types.listOrText()) {
      job.addCloudInstanceTypes(CloudInstanceType.newBuilder().setName(type.word()));
    }
    if (job.getCloudInstanceTypesCount() == 0) {
      throw types.wrong("names no instance type; leave it out for " + USUAL_INSTANCE_TYPE);
    }
  }

  private @Nullable Yaml either(String key, String other) {
    Yaml value = config.get(key);
    Yaml otherValue = config.get(other);
    if (value != null && otherValue != null) {
      throw otherValue.wrong("cannot stand beside " + key + ", which says the same");
    }
    return value == null ? otherValue : value;
  }

  private void readWorkingStorage() {
    Yaml value = config.get("working-storage");
    if (value == null) {
      return;
    }
    Section section = Section.of(value, "type", "size");
    section.ifThere(
        "type",
        type -> {
          if (!type.word().equals("SSD")) {
            throw type.wrong("'" + type.word() + "' is no kind of storage: there is SSD");
          }
        });
    Yaml size = section.required("size");
    long gibibytes = Quantities.gibibytes(size);
    if (gibibytes < MIN_STORAGE_GIB || gibibytes > MAX_STORAGE_GIB) {
      throw size.wrong("must be between 100Gb and 10Tb: " + size.text());
    }
    job.setExtendedWorkingStorage(
        ExtendedWorkingStorage.newBuilder()
            .setType(ExtendedWorkingStorage.StorageType.SSD)
            .setSizeGb(gibibytes));
  }

  private void readGracefulShutdown() {
    Yaml value = config.get("graceful-shutdown");
    if (value == null) {
      return;
    }
    Section section = Section.of(value, "signal", "timeout");
    GracefulShutdownParameters.Builder shutdown = GracefulShutdownParameters.newBuilder();
    section.ifThere("signal", signal -> shutdown.setSignal(signal(signal)));
    section.ifThere("timeout", timeout -> shutdown.setTimeout(Quantities.duration(timeout)));
    job.setGracefulShutdownParameters(shutdown);
  }

  private static int signal(Yaml value) {
    Integer number = SIGNALS.get(value.word());
    if (number == null) {
      throw value.wrong(
          "'"
              + value.word()
              + "' is no signal: there are SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGUSR2");
    }
    return number;
  }

  private void readSpark() {
    Yaml value = config.get("spark");
    if (value == null) {
      return;
    }
    Yaml connector = Section.of(value, "connector").required("connector");
    Yaml id = connector.isText() ? connector : Section.of(connector, "id").required("id");
    job.setSparkParameters(SparkParameters.newBuilder().setConnectorId(id.word()));
  }
}
