package io.rowrun.calcite.config;

import io.rowrun.calcite.config.LocalFile.Packing;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.PythonEnv;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of this machine that a job takes with it: those of its input files that have no hash
 * yet, and its local modules. Files are read, and directories are packed, once for the hash and
 * once more if the server wants them. Immutable.
 */
public final class LocalFiles {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_FILES = 100;
  private static final long MAX_FILE_BYTES = 5L << 30;
  private static final long MAX_TOTAL_BYTES = 10L << 30;

  private final Path root;
  private final Map<String, LocalFile> files;
  private final JobParameters parameters;

  private LocalFiles(Path root, Map<String, LocalFile> files, JobParameters parameters) {
    this.root = root;
    this.files = Map.copyOf(files);
    this.parameters = parameters;
  }

  /** Of a config. */
  public static LocalFiles read(JobConfig config, Path root) {
    return read(config.parameters(), config.localModules(), root);
  }

  /**
   * Takes the hashes.
   *
   * @param parameters whose input files may lack hash, size and compression
   * @param localModules Python modules, files and packages, that go with the job
   * @param root where relative paths begin
   * @throws ConfigException if a file is missing, or one or all of them are too large
   * @throws UncheckedIOException if one cannot be read; its message says which
   */
  public static LocalFiles read(JobParameters parameters, List<Path> localModules, Path root) {
    Map<String, LocalFile> files = new LinkedHashMap<>();
    JobParameters.Builder filled = parameters.toBuilder();
    if (filled.getInputFilesCount() > MAX_FILES) {
      throw new ConfigException(
          "a job may have " + MAX_FILES + " input files: " + filled.getInputFilesCount());
    }
    for (File.Builder input : filled.getInputFilesBuilderList()) {
      if (input.getSha256().isEmpty()) {
        LocalFile file = readInput(root, input.getDesc());
        describe(file, input);
        files.put(input.getDesc().getPath(), file);
      }
    }
    addModules(localModules, root, filled, files);
    requireWithinLimits(files);
    return new LocalFiles(root, files, filled.build());
  }

  /** The parameters with the hash, size and compression of every file. */
  public JobParameters parameters() {
    return parameters;
  }

  /**
   * What to send for a file that the server asks for.
   *
   * @param path as the job names it
   */
  public LocalFile find(String path) {
    LocalFile file = files.get(path);
    return file == null
        ? readInput(root, FileDesc.newBuilder().setPath(path).setVar("_").build())
        : file;
  }

  private static LocalFile readInput(Path root, FileDesc desc) {
    String name = desc.getPath();
    Path path = parse(name);
    String why = desc.getVar().isEmpty() ? LocalPaths.whyNotBelowRoot(path) : null;
    if (why != null) {
      throw new ConfigException("input file " + name + " " + why);
    }
    Path file = root.resolve(path);
    if (Files.isDirectory(file)) {
      return read("input directory " + name, file, Packing.ZIP);
    }
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          "input file "
              + name
              + " is missing: there is no file "
              + file.toAbsolutePath().normalize());
    }
    requireWithinLimit(name, sizeOf(file));
    return read("input file " + name, file, Packing.NONE);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read input file " + file + ": " + reason(e), e);
    }
  }

  private static void requireWithinLimit(String name, long sizeBytes) {
    if (sizeBytes > MAX_FILE_BYTES) {
      throw new ConfigException(
          "input file " + name + " has " + sizeBytes + " bytes; the limit is 5 GiB");
    }
  }

  private static Path parse(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new ConfigException("input file has a path that cannot be used here: " + e.getReason());
    }
  }

  /** Their paths on the wire are names of our own; the server unpacks them by what is in them. */
  private static void addModules(
      List<Path> modules, Path root, JobParameters.Builder job, Map<String, LocalFile> files) {
    if (modules.isEmpty()) {
      return;
    }
    PythonEnv.Builder python = job.getEnvBuilder().getPythonEnvBuilder();
    for (Path module : modules) {
      LocalFile file = read("local module " + module, root.resolve(module), Packing.MODULE);
      String var = "_LOCAL_MODULE_" + python.getLocalModulesCount();
      FileDesc desc =
          FileDesc.newBuilder().setPath(var + "/" + module.getFileName()).setVar(var).build();
      describe(file, python.addLocalModulesBuilder().setDesc(desc));
      files.put(desc.getPath(), file);
    }
  }

  private static void describe(LocalFile file, File.Builder wire) {
    wire.setSha256(file.sha256())
        .setSizeBytes(file.sizeBytes())
        .setCompressionType(
            file.packing() == Packing.NONE ? FileCompressionType.NONE : FileCompressionType.ZIP);
  }

  private static LocalFile read(String what, Path path, Packing packing) {
    MessageDigest digest = newDigest();
    long size = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = LocalFile.open(path, packing)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        size += n;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + what + ": " + reason(e), e);
    }
    return new LocalFile(path, packing, HexFormat.of().formatHex(digest.digest()), size);
  }

  private static @Nullable String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "access denied to " + e.getMessage()
        : e.getMessage();
  }

  private static void requireWithinLimits(Map<String, LocalFile> files) {
    long total = 0;
    for (Map.Entry<String, LocalFile> entry : files.entrySet()) {
      long size = entry.getValue().sizeBytes();
      requireWithinLimit(entry.getKey(), size);
      total += size;
    }
    if (total > MAX_TOTAL_BYTES) {
      throw new ConfigException(
          "the input files have " + total + " bytes together; the limit is 10 GiB");
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
