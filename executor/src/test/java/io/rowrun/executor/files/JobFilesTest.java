package io.rowrun.executor.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.Argument;
import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileDesc;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.executor.resource.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of files into the directory of a job and out of it. */
class JobFilesTest {
  @TempDir Path data;
  private ProjectFiles files;
  private Path job;

  @BeforeEach
  void open() throws IOException {
    files = ProjectFiles.open(data, ContentRegister.NONE);
    job = Files.createDirectories(data.resolve("jobs/j1"));
  }

  @Test
  void pathsThatLeaveTheWorkingDirectoryNeedAVariable() {
    assertThatThrownBy(() -> check(inputs("/etc/passwd", null)))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(
            "input file '/etc/passwd' is absolute: make it relative to the working directory, or"
                + " give it a variable");
    assertThatThrownBy(() -> check(outputs("a/../../b", null)))
        .hasMessage(
            "output file 'a/../../b' climbs with '..': it must stay below the working directory");
    check(inputs("/home/me/data.csv", "DATA"));
    check(outputs("../model.bin", "MODEL"));
    check(inputs("a/b/c.txt", null));
  }

  @Test
  void pathsThatNameNoFileAreRefused() {
    for (String path : List.of("", ".", "./", "/", "a/..", "..", "a\0b")) {
      assertThatThrownBy(() -> check(inputs(path, "V")))
          .as(path)
          .isInstanceOf(ExecutorException.class);
      assertThatThrownBy(() -> check(outputs(path, null)))
          .as(path)
          .isInstanceOf(ExecutorException.class);
    }
  }

  @Test
  void pathsThatNoFileSystemTakesAreRefused() {
    String name = "é".repeat(128);
    String path = "d/".repeat(1024) + "f";

    assertThatThrownBy(() -> check(inputs("a/" + name, null)))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(
            "input file 'a/" + name + "' has too long a name in its path: 255 bytes at most");
    assertThatThrownBy(() -> check(inputs("/" + name, "V")))
        .hasMessageContaining("too long a name");
    assertThatThrownBy(() -> check(outputs("/" + path, "V")))
        .hasMessage(
            "output file '/"
                + path.substring(0, 99)
                + "…' has too long a path: 2048 bytes at most, it has 2050");
    check(outputs("é".repeat(127), null));
  }

  @Test
  void twoFilesCannotHaveOnePlace() {
    assertThatThrownBy(() -> check(inputs("a", null, "./a", null)))
        .hasMessage("input file './a' is declared twice");
    assertThatThrownBy(() -> check(inputs("a/b", null, "a", null)))
        .hasMessage("input file 'a/b' cannot be below 'a', which is a file");
    check(parameters("x", inputs("a", "A").inputFiles(), outputs("a", null).outputFiles()));
  }

  @Test
  void variablesMustBeNamesAndDifferent() {
    assertThatThrownBy(() -> check(inputs("a", "no name")))
        .hasMessageContaining("variable 'no name' of input file 'a' is no name");
    JobParameters twice =
        JobParameters.builder("x")
            .inputFiles(inputs("a", "V").inputFiles())
            .arguments(List.of(new Argument("V", "1")))
            .build();
    assertThatThrownBy(() -> CommandTemplate.check(twice))
        .hasMessage(
            "variable V is declared twice: inputs, outputs, arguments, S3 mounts, datasets and output"
                + " datasets share their names");
  }

  @Test
  void commandNamesFilesAndArguments() {
    JobParameters parameters =
        JobParameters.builder("run ${IN} ${FAR} ${OUT} ${my-arg} $HOME ${IN} ${}x")
            .inputFiles(inputs("d/in.txt", "IN", "/far/away.csv", "FAR").inputFiles())
            .outputFiles(outputs("out", "OUT").outputFiles())
            .arguments(List.of(new Argument("my-arg", "$1 ${IN} \\ 'x'")))
            .build();
    assertThat(
            CommandTemplate.expand(
                parameters.withCmd(parameters.cmd().replace(" ${}x", "")), job, data))
        .isEqualTo("run d/in.txt " + job + "/inputs/1/away.csv out $1 ${IN} \\ 'x' $HOME d/in.txt");
  }

  @Test
  void anUnknownVariableIsRefusedByName() {
    assertThatThrownBy(() -> CommandTemplate.check(JobParameters.of("echo ${HOME}")))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(
            "cmd names ${HOME}, which is no input, output or argument of the job; for a shell"
                + " variable write $HOME");
  }

  @Test
  void inputsAreLaidOutExecutableAndOnesOwnToChange() throws IOException {
    JobParameters parameters =
        JobParameters.builder("x")
            .inputFiles(
                List.of(
                    input("run.sh", null, "one"),
                    input("/far/b", "B", "two"),
                    input("d/e/c", null, "")))
            .outputFiles(outputs("/far/out", "OUT").outputFiles())
            .build();
    staging().lay("p", parameters, job);
    staging().lay("p", parameters, job);

    assertThat(job.resolve("work/run.sh")).hasContent("one").isExecutable();
    assertThat(job.resolve("inputs/1/b")).hasContent("two");
    assertThat(job.resolve("work/d/e/c")).isEmptyFile();
    assertThat(job.resolve("outputs/0")).isEmptyDirectory();
    Files.writeString(job.resolve("work/run.sh"), "changed");
    staging().lay("p", parameters, data.resolve("jobs/j2"));
    assertThat(data.resolve("jobs/j2").resolve("work/run.sh")).hasContent("one");
  }

  @Test
  void inputsThatAreMissingAreRefusedByName() {
    InputFile missing = new InputFile("m.txt", null, "a".repeat(64), 1, Compression.NONE);
    assertThatThrownBy(() -> lay(missing))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage("input file 'm.txt' has not been uploaded");
  }

  @Test
  void outputsAreKeptWithHashAndSizeAndTheOthersSayWhyNot() throws IOException {
    Files.createDirectories(job.resolve("work/dir"));
    Files.createDirectories(job.resolve("outputs/1"));
    Files.writeString(job.resolve("work/dir/out.txt"), "hello");
    Files.writeString(job.resolve("outputs/1/far"), "far");
    JobParameters parameters = outputs("dir/out.txt", "OUT", "/x/far", "FAR", "missing", null);

    Collector.Outputs outputs = new Collector(files).collect("p", parameters, job, () -> false);

    assertThat(outputs.files())
        .containsExactly(
            new StoredFile(
                "dir/out.txt",
                "OUT",
                "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
                5,
                Compression.NONE),
            new StoredFile(
                "/x/far",
                "FAR",
                "512eea46ceb3921dff4363c7069d89d4964d1d9fccaa0f411851a7aa60a5c868",
                3,
                Compression.NONE));
    assertThat(outputs.errors())
        .containsExactly(
            new FileError(
                "missing",
                null,
                "output file 'missing': the program did not write it",
                FileError.Type.NOT_FOUND));
    assertThat(new Collector(files).collect("p", parameters, job, () -> false)).isEqualTo(outputs);
  }

  @Test
  void aDirectoryIsKeptAsAnArchiveThatBeginsWithItsName() throws IOException {
    Path directory = Files.createDirectories(job.resolve("work/a/model"));
    Files.createDirectories(directory.resolve("empty"));
    Files.writeString(directory.resolve("weights"), "123");
    Files.createSymbolicLink(directory.resolve("latest"), Path.of("weights"));
    Collector collector = new Collector(files);

    StoredFile first =
        collector.collect("p", outputs("a/model", "M"), job, () -> false).files().get(0);

    assertThat(first.compression()).isEqualTo(Compression.ZIP);
    assertThat(collector.collect("p", outputs("a/model", "M"), job, () -> false).files())
        .containsExactly(first);
    try (ZipInputStream zip =
        new ZipInputStream(Channels.newInputStream(files.read("p", first.sha256())))) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("model/");
      assertThat(zip.getNextEntry().getName()).isEqualTo("model/empty/");
      assertThat(zip.getNextEntry().getName()).isEqualTo("model/latest");
      assertThat(zip.readAllBytes()).asString().isEqualTo("123");
      assertThat(zip.getNextEntry().getName()).isEqualTo("model/weights");
      assertThat(zip.getNextEntry()).isNull();
    }
    Files.createSymbolicLink(directory.resolve("out"), Path.of("/etc/hostname"));
    assertThat(collector.collect("p", outputs("a/model", "M"), job, () -> false).errors())
        .extracting(FileError::description)
        .containsExactly(
            "output file 'a/model': it holds out, which is no file or leads out of the working"
                + " directory");
    Files.delete(directory.resolve("out"));
  }

  @Test
  void linksAreFollowedWithinTheWorkingDirectoryOnly() throws Exception {
    Path work = Files.createDirectories(job.resolve("work"));
    Files.writeString(job.resolve("job.sh"), "secret");
    Files.writeString(work.resolve("real"), "real");
    Files.createSymbolicLink(work.resolve("inside"), Path.of("real"));
    Files.createSymbolicLink(work.resolve("passwd"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(work.resolve("etc"), Path.of("/etc"));
    Files.createSymbolicLink(work.resolve("script"), Path.of("../job.sh"));
    Files.createSymbolicLink(work.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(work.resolve("nowhere"), Path.of("nothing"));
    new ProcessBuilder("mkfifo", work.resolve("pipe").toString()).start().waitFor();

    Collector.Outputs outputs =
        new Collector(files)
            .collect(
                "p",
                outputs(
                    "inside",
                    null,
                    "passwd",
                    null,
                    "etc/passwd",
                    null,
                    "script",
                    null,
                    "loop",
                    null,
                    "nowhere",
                    null,
                    "pipe",
                    null),
                job,
                () -> false);

    assertThat(outputs.files()).extracting(StoredFile::path).containsExactly("inside");
    String leads = "it is a link that leads out of the working directory";
    assertThat(outputs.errors())
        .extracting(FileError::description)
        .containsExactly(
            "output file 'passwd': " + leads,
            "output file 'etc/passwd': " + leads,
            "output file 'script': " + leads,
            "output file 'loop': cannot be kept: Too many levels of symbolic links or unable to"
                + " access attributes of symbolic link",
            "output file 'nowhere': the program did not write it",
            "output file 'pipe': it is neither a file nor a directory");
    Files.delete(work.resolve("passwd")); // lest the clean-up warns of links that lead out
    Files.delete(work.resolve("etc"));
  }

  private Staging staging() {
    ProjectDirectories projects = new ProjectDirectories(data);
    Resources none = Resources.of(data);
    return new Staging(files, projects, new Mounts(none, projects, (project, id) -> false));
  }

  private void lay(InputFile file) throws IOException {
    staging().lay("p", JobParameters.builder("x").inputFiles(List.of(file)).build(), job);
  }

  private InputFile input(String path, @Nullable String var, String text) throws IOException {
    Content content =
        files.put("p", "j", path, new ByteArrayInputStream(text.getBytes(UTF_8)), null, null);
    return new InputFile(path, var, content.sha256(), content.sizeBytes(), Compression.NONE);
  }

  private static void check(JobParameters parameters) {
    PathRules.check(parameters);
  }

  private static JobParameters parameters(
      String cmd, List<InputFile> inputs, List<FileDesc> outputs) {
    return JobParameters.builder(cmd).inputFiles(inputs).outputFiles(outputs).build();
  }

  /** Paths and variables by turns. */
  private static JobParameters inputs(@Nullable String... pathsAndVars) {
    List<InputFile> inputs =
        outputs(pathsAndVars).outputFiles().stream()
            .map(f -> new InputFile(f.path(), f.var(), "0".repeat(64), 0, Compression.NONE))
            .toList();
    return parameters("x", inputs, List.of());
  }

  private static JobParameters outputs(@Nullable String... pathsAndVars) {
    List<FileDesc> files = new java.util.ArrayList<>();
    for (int i = 0; i < pathsAndVars.length; i += 2) {
      files.add(new FileDesc(String.valueOf(pathsAndVars[i]), pathsAndVars[i + 1]));
    }
    return parameters("x", List.of(), files);
  }
}
