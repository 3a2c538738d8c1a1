package io.rowrun.executor.environment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rowrun.executor.job.ExecutorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * An index of Python packages on a loopback port, from which pip really installs. Each package is a
 * module of its name that says which version it is.
 */
public final class PackageIndex implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Map<String, byte[]>> wheels = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile @Nullable String login;
  private volatile boolean loginWasOnACommandLine;

  /** Skips the test where no Python can make environments; fails it in the continuous build. */
  public PackageIndex() throws IOException {
    requirePython();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/simple/", this::answer);
    server.start();
  }

  private static void requirePython() {
    try {
      if (Interpreters.ofThisHost().find("").installsPackages()) {
        return;
      }
    } catch (ExecutorException e) {
      // there is none at all
    }
    if (System.getenv("CI") != null) {
      throw new AssertionError("this test needs Python with venv: install python3-venv");
    }
    Assumptions.abort("needs Python with venv");
  }

  /** Adds a package. */
  public PackageIndex with(String name, String version, String... requires) throws IOException {
    String info = name + "-" + version + ".dist-info/";
    Map<String, String> files = new TreeMap<>();
    files.put(name + ".py", "version = '" + version + "'\n");
    files.put(
        info + "METADATA",
        "Metadata-Version: 2.1\nName: "
            + name
            + "\nVersion: "
            + version
            + "\n"
            + Stream.of(requires)
                .map(r -> "Requires-Dist: " + r + "\n")
                .collect(Collectors.joining()));
    files.put(
        info + "WHEEL",
        "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    files.put(
        info + "RECORD",
        files.keySet().stream().map(file -> file + ",,\n").collect(Collectors.joining())
            + info
            + "RECORD,,\n");
    wheels
        .computeIfAbsent(name, n -> new TreeMap<>())
        .put(name + "-" + version + "-py3-none-any.whl", zip(files));
    return this;
  }

  /**
   * Adds a package that pip has to build, for which it installs another one from the index by a
   * process of its own.
   */
  public PackageIndex withSource(String name, String version, String buildsWith)
      throws IOException {
    String top = name + "-" + version + "/";
    Map<String, String> files = new TreeMap<>();
    files.put(top + "PKG-INFO", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version);
    files.put(
        top + "pyproject.toml",
        "[build-system]\nrequires = ['"
            + buildsWith
            + "']\nbuild-backend = 'builder'\nbackend-path = ['.']\n");
    files.put(
        top + "builder.py",
        """
        import os, zipfile
        import BUILDS_WITH

        def build_wheel(directory, config_settings=None, metadata_directory=None):
            file = "NAME-VERSION-py3-none-any.whl"
            info = "NAME-VERSION.dist-info/"
            with zipfile.ZipFile(os.path.join(directory, file), "w") as wheel:
                wheel.writestr("NAME.py", "version = 'VERSION'\\n")
                wheel.writestr(
                    info + "METADATA", "Metadata-Version: 2.1\\nName: NAME\\nVersion: VERSION\\n")
                wheel.writestr(
                    info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                wheel.writestr(info + "RECORD", "NAME.py,,\\n")
            return file
        """
            .replace("BUILDS_WITH", buildsWith)
            .replace("NAME", name)
            .replace("VERSION", version));
    wheels
        .computeIfAbsent(name, n -> new TreeMap<>())
        .put(name + "-" + version + ".zip", zip(files));
    return this;
  }

  /** A ZIP archive of texts. */
  public static byte[] zip(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Removes the environments of a data directory; JUnit would warn of every link in them.
   *
   * @param dataDirectory may hold none
   */
  public static void deleteEnvironments(Path dataDirectory) throws Exception {
    new ProcessBuilder("rm", "-rf", dataDirectory.resolve("environments").toString())
        .start()
        .waitFor();
  }

  /** From now on only who says {@code user:password} gets something. */
  public void requireLogin(String userAndPassword) {
    login = userAndPassword;
  }

  /** From now on nobody gets an answer until {@link #open}. */
  public void shut() {
    gate = new CountDownLatch(1);
  }

  public void open() {
    gate.countDown();
  }

  /** Counts down when the first request has come. */
  public CountDownLatch asked() {
    return asked;
  }

  public int requests() {
    return requests.get();
  }

  /** Whether any process of the host showed the login when a request came. */
  public boolean loginWasOnACommandLine() {
    return loginWasOnACommandLine;
  }

  public String url() {
    return url("", "127.0.0.1");
  }

  /**
   * The URL of the index.
   *
   * @param userPart as in {@code me:secret@}
   */
  public String url(String userPart, String host) {
    return "http://" + userPart + host + ":" + server.getAddress().getPort() + "/simple/";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      asked.countDown();
      gate.await();
      String required = login;
      if (required != null) {
        noteCommandLines(required.substring(required.indexOf(':') + 1));
        if (!basic(required).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
          exchange.sendResponseHeaders(401, -1);
          return;
        }
      }
      send(exchange, content(exchange.getRequestURI().getPath().substring("/simple/".length())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  private void send(HttpExchange exchange, byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** {@code name/} is the page of a package, {@code name/file} one of its wheels. */
  private byte @Nullable [] content(String path) {
    List<String> parts = List.of(path.split("/"));
    Map<String, byte[]> files = wheels.get(parts.get(0));
    if (files == null) {
      return null;
    }
    return parts.size() == 2 ? files.get(parts.get(1)) : page(files.keySet());
  }

  private static byte[] page(Iterable<String> files) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html><html><body>");
    files.forEach(file -> page.append("<a href=\"" + file + "\">" + file + "</a><br>"));
    return page.append("</body></html>").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void noteCommandLines(String password) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      loginWasOnACommandLine |=
          processes.anyMatch(process -> commandLine(process).contains(password));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    open();
    server.stop(0);
    threads.shutdownNow();
  }
}
