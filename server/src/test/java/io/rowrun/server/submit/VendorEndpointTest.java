package io.rowrun.server.submit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.server.submit.RowrunProcess.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way to the vendor's endpoint: TLS, a bearer token, operations on another host. */
@Timeout(60)
class VendorEndpointTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String OPERATIONS = OperationServiceGrpc.SERVICE_NAME;

  @TempDir Path here;

  private DataDirectory directory;
  private EmbeddedExecutor executor;
  private Server jobs;
  private Server operations;

  @BeforeEach
  void serve() throws Exception {
    KeyManagerFactory keys = keys();
    directory = DataDirectory.tryOwn(here.resolve("data")).orElseThrow();
    executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults());
    jobs = server(keys, name -> !name.equals(OPERATIONS));
    operations = server(keys, name -> name.equals(OPERATIONS));
    Files.writeString(here.resolve("config.yaml"), "cmd: cat in\ninputs: [in]\n");
    Files.writeString(here.resolve("in"), "through\n");
    Files.writeString(here.resolve("token"), "t0ken\n");
  }

  @AfterEach
  void end() throws Exception {
    operations.shutdownNow().awaitTermination();
    jobs.shutdownNow().awaitTermination();
    executor.close();
    directory.close();
  }

  @Test
  void aJobRunsOverTlsWithATokenFromAFileAndOperationsElsewhere() throws IOException {
    Ended ended = submit(Map.of(), "--token-file", "token");
    assertThat(ended.err()).contains(": SUCCESS\n");
    assertThat(ended.out()).isEqualTo("through\n");
    assertThat(ended.code()).isZero();
  }

  @Test
  void theTokenMayComeFromTheEnvironment() throws IOException {
    assertThat(submit(Map.of("ROWRUN_TOKEN", "t0ken")).out()).isEqualTo("through\n");
  }

  @Test
  void withoutTheTokenNobodyIsLetIn() throws IOException {
    Ended ended = submit(Map.of("ROWRUN_TOKEN", "other"));
    assertThat(ended.err())
        .isEqualTo("rowrun: cannot create the job: Token is invalid or has expired.\n");
    assertThat(ended.code()).isEqualTo(1);
  }

  private Ended submit(Map<String, String> environment, String... more) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of("submit", "config.yaml", "--tls", "--ca-file", "ca.pem", "--api"));
    command.add("localhost:" + jobs.getPort());
    command.addAll(List.of("--operation-api", "localhost:" + operations.getPort()));
    command.addAll(List.of(more));
    return RowrunProcess.run(here, environment, command.toArray(String[]::new));
  }

  private Server server(KeyManagerFactory keys, Predicate<String> served) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(keys)).build());
    for (ServerServiceDefinition service : executor.services()) {
      if (served.test(service.getServiceDescriptor().getName())) {
        builder.addService(ServerInterceptors.intercept(service, new Guard()));
      }
    }
    return builder.build().start();
  }

  /** A key with its own certificate, which stands in ca.pem too. */
  private KeyManagerFactory keys() throws Exception {
    Path store = here.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    String certificate =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getCertificate("a").getEncoded());
    Files.writeString(
        here.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n" + certificate + "\n-----END CERTIFICATE-----\n",
        US_ASCII);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    return factory;
  }

  /** Lets in who has the token, with the vendor's words for others. */
  private static final class Guard implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      if ("Bearer t0ken".equals(headers.get(AUTHORIZATION))) {
        return next.startCall(call, headers);
      }
      call.close(
          Status.UNAUTHENTICATED.withDescription("Token is invalid or has expired."),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
