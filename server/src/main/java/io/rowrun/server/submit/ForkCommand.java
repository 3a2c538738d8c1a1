package io.rowrun.server.submit;

import io.rowrun.calcite.config.LocalFiles;
import io.rowrun.proto.datasphere.v2.jobs.Argument;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a job again with some things replaced. */
@Command(
    name = "fork",
    description = "Runs a job again, with some of its arguments, files and variables replaced.",
    footer = {"", "Exit code, outputs and Ctrl-C are as with rowrun submit."},
    usageHelpWidth = 100,
    sortOptions = false)
final class ForkCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Mixin private FollowOptions following = new FollowOptions();

  @Option(
      names = "--arg",
      paramLabel = "NAME=VALUE",
      description = "Another value of an argument that the job has.")
  private Map<String, String> arguments = new LinkedHashMap<>();

  @Option(
      names = "--input",
      paramLabel = "VAR=PATH",
      description = "Another file or directory for an input that the job has.")
  private Map<String, String> inputs = new LinkedHashMap<>();

  @Option(
      names = "--output",
      paramLabel = "VAR=PATH",
      description = "Another path for an output that the job has.")
  private Map<String, String> outputs = new LinkedHashMap<>();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Another environment variable, or another value of one.")
  private Map<String, String> variables = new LinkedHashMap<>();

  @Option(
      names = "--instance-type",
      paramLabel = "TYPE",
      description = "Another instance type, such as c1.8; several in order of preference.")
  private List<String> instanceTypes = new ArrayList<>();

  @Option(names = "--name", paramLabel = "NAME", description = "Name; default: as the job's.")
  private @Nullable String name;

  @Option(
      names = "--desc",
      paramLabel = "TEXT",
      description = "Description; default: as the job's.")
  private @Nullable String desc;

  @Parameters(paramLabel = "JOB", description = "Id of the job to run again.")
  private String sourceId = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() {
    Console console = Console.ofProcess();
    try (Api api = connection.open()) {
      Job source = Jobs.get(api, sourceId);
      requireFit(source);
      Path here = Path.of("").toAbsolutePath();
      LocalFiles files = LocalFiles.read(overrides(), List.of(), here);
      Cancellation cancellation = new Cancellation(api, console);
      try (Interrupts interrupts = Interrupts.handle(cancellation::interrupted)) {
        String id = new NewJob(api, console, cancellation).fork(request(source, files), files);
        return following.run(api, console, cancellation, id, connection, here);
      }
    }
  }

  /** What is not given here, and so left empty, is the source's. */
  private JobParameters overrides() {
    JobParameters.Builder overrides = JobParameters.newBuilder();
    arguments.forEach(
        (argument, value) ->
            overrides.addArguments(Argument.newBuilder().setName(argument).setValue(value)));
    inputs.forEach(
        (var, path) -> overrides.addInputFiles(File.newBuilder().setDesc(desc(var, path))));
    outputs.forEach((var, path) -> overrides.addOutputFiles(desc(var, path)));
    if (!variables.isEmpty()) {
      overrides.getEnvBuilder().putAllVars(variables);
    }
    instanceTypes.forEach(
        type -> overrides.addCloudInstanceTypes(CloudInstanceType.newBuilder().setName(type)));
    return overrides.build();
  }

  private static FileDesc desc(String var, String path) {
    return FileDesc.newBuilder().setVar(var).setPath(path).build();
  }

  private CloneProjectJobRequest request(Job source, LocalFiles files) {
    return CloneProjectJobRequest.newBuilder()
        .setSourceJobId(sourceId)
        .setJobParametersOverrides(files.parameters())
        .setName(name == null ? source.getName() : name)
        .setDesc(desc == null ? source.getDesc() : desc)
        .setDataTtl(NewJob.DATA_TTL)
        .build();
  }

  private void requireFit(Job source) {
    if (source.getDataCleared()) {
      throw new SubmitException(
          "cannot fork job " + sourceId + ": its data were cleared, and its files with them");
    }
    JobParameters parameters = source.getJobParameters();
    requireKnown("--arg", arguments, parameters.getArgumentsList().stream().map(Argument::getName));
    requireKnown(
        "--input",
        inputs,
        parameters.getInputFilesList().stream().map(file -> file.getDesc().getVar()));
    requireKnown(
        "--output", outputs, parameters.getOutputFilesList().stream().map(FileDesc::getVar));
  }

  private void requireKnown(String option, Map<String, String> given, Stream<String> names) {
    Set<String> known = names.filter(each -> !each.isEmpty()).collect(Collectors.toSet());
    for (String one : given.keySet()) {
      if (!known.contains(one)) {
        throw new SubmitException(
            option
                + ": job "
                + sourceId
                + " has no "
                + one
                + (known.isEmpty()
                    ? ""
                    : ", only " + String.join(", ", new java.util.TreeSet<>(known))));
      }
    }
  }
}
