package io.rowrun.server.submit;

import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which endpoint a command talks to, and in which project; without any: your own ~/.rowrun. */
final class ConnectionOptions {
  private static final String TOKEN_VARIABLE = "ROWRUN_TOKEN";

  @ArgGroup(exclusive = true)
  private Place place = new Place();

  @Option(
      names = {"-p", "--project"},
      paramLabel = "PROJECT",
      description = "Project to work in; default: default.")
  private @Nullable String project;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the bearer token; default: the text in $" + TOKEN_VARIABLE + ".")
  private @Nullable Path tokenFile;

  @Option(
      names = "--operation-api",
      paramLabel = "HOST:PORT",
      description = "Where operations are served, if not by --api.")
  private @Nullable String operationApi;

  @Option(names = "--tls", description = "Talk TLS to --api, as the vendor's endpoint wants it.")
  private boolean tls;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "Certificate authorities to trust, as PEM; default: those of Java.")
  private @Nullable Path caFile;

  /** One of three ways to say where. */
  private static final class Place {
    @Option(
        names = "--api",
        paramLabel = "HOST:PORT",
        description = "A server, such as one of rowrun serve.")
    private @Nullable String api;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "A data directory, of this process or of the one that owns it.")
    private @Nullable Path data;

    @Option(
        names = {"-u", "--url"},
        paramLabel = "URL",
        description = "As rowrun sql has it; default: jdbc:rowrun:, your own ~/.rowrun.")
    private @Nullable String url;
  }

  Api open() {
    Properties properties = new Properties();
    put(properties, "project", project);
    put(properties, "operationEndpoint", operationApi);
    put(properties, "caFile", caFile == null ? null : caFile.toString());
    if (tokenFile != null) {
      properties.setProperty("tokenFile", tokenFile.toString());
    } else {
      put(properties, "token", System.getenv(TOKEN_VARIABLE));
    }
    return Api.open(url(), properties);
  }

  /** How to say it again, for messages that name another command. */
  String again() {
    StringBuilder options = new StringBuilder();
    if (place.api != null) {
      options.append(tls ? " --tls --api " : " --api ").append(place.api);
    } else if (place.data != null) {
      options.append(" --data ").append(place.data);
    } else if (place.url != null) {
      options.append(" -u '").append(place.url).append("'");
    }
    return options.toString();
  }

  /** Whether the jobs run on this machine, perhaps in this very process. */
  boolean isDirectory() {
    String url = url();
    return url.equals("jdbc:rowrun:") || url.startsWith("jdbc:rowrun:file:");
  }

  private String url() {
    if (place.api != null) {
      return (tls ? "jdbc:rowrun:grpcs://" : "jdbc:rowrun:grpc://") + place.api;
    }
    if (place.data != null) {
      return "jdbc:rowrun:file:" + place.data;
    }
    return place.url == null ? "jdbc:rowrun:" : place.url;
  }

  private static void put(Properties properties, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      properties.setProperty(key, value);
    }
  }
}
