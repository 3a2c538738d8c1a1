package io.rowrun.server;

import io.rowrun.executor.ExecutorOptions;
import io.rowrun.jdbc.endpoint.DirectoryOwner;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Serves a data directory over gRPC and HTTP until the process is asked to end; running jobs then
 * go on, and whoever owns the directory next takes them back.
 */
@Command(
    name = "serve",
    description = "Serves a data directory over gRPC and HTTP, on one port.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.ProductVersion.class,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where jobs, logs and files are kept; default: ~/.rowrun.")
  private Path data = Path.of(System.getProperty("user.home"), ".rowrun");

  @Option(
      names = "--api",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7070",
      description = "Where to listen; port 0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private String api = "127.0.0.1:7070";

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "How clients reach the server; default: as they call it themselves.")
  private @Nullable URI publicUrl;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "vCPUs of jobs that run at a time; default: the host's, at least 8.")
  private @Nullable Integer slots;

  @Option(
      names = "--job-timeout",
      paramLabel = "TIME",
      converter = DurationText.class,
      description = "Stops a run that takes longer, such as 90s, 15m, 8h or 2d; default: never.")
  private @Nullable Duration jobTimeout;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ApiAddress address = ApiAddress.parse(api);
    PrintWriter out = spec.commandLine().getOut();
    Optional<DirectoryOwner> owned = DirectoryOwner.tryOwn(data, options());
    if (owned.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("rowrun: data directory " + data + " is in use by another process");
      return 1;
    }
    try (DirectoryOwner owner = owned.get();
        ApiListener listener = ApiListener.start(address, publicUrl(), owner.executor())) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> end(listener, owner), "rowrun-shutdown"));
      owner.publish();
      out.println("rowrun serves " + data.toAbsolutePath() + " on " + listener.authority());
      out.flush();
      listener.awaitEnd();
    }
    return 0;
  }

  /** On SIGTERM and SIGINT: an end in order, and so a good one. */
  private static void end(ApiListener listener, DirectoryOwner owner) {
    listener.close();
    owner.close();
    Runtime.getRuntime().halt(0);
  }

  private @Nullable URI publicUrl() {
    if (publicUrl == null) {
      return null;
    }
    boolean http = "http".equals(publicUrl.getScheme()) || "https".equals(publicUrl.getScheme());
    if (!http || publicUrl.getHost() == null || publicUrl.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "--public-url '" + publicUrl + "' is no URL such as https://jobs.example.org");
    }
    return URI.create(publicUrl.toString().replaceFirst("/+$", ""));
  }

  private ExecutorOptions options() {
    ExecutorOptions options = ExecutorOptions.defaults();
    if (slots != null) {
      options = options.withSlots(slots);
    }
    return jobTimeout == null ? options : options.withExecutionTimeout(jobTimeout);
  }

  /** A number with a unit: 90s, 15m, 8h, 2d. */
  static final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(s|m|h|d)");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text.strip());
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is no time such as 90s, 15m, 8h or 2d");
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }
  }
}
