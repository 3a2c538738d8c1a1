package io.rowrun.server.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.server.ServedProcess;
import io.rowrun.server.submit.RowrunProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code rowrun submit} against {@code rowrun serve}, each a process. */
@Timeout(120)
class SubmitTest {
  @TempDir static Path data;
  private static ServedProcess server;

  @TempDir Path here;

  @BeforeAll
  static void serve() throws IOException {
    server = ServedProcess.start(data);
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void inputs() throws IOException {
    Files.writeString(here.resolve("score.sh"), "cat $1 > $2; echo \"$MODE $TOWN $3\" >> $2\n");
    Files.writeString(here.resolve("batch.csv"), "1,2\n");
    Files.createDirectories(here.resolve("models/deep"));
    Files.writeString(here.resolve("models/deep/m.txt"), "weights\n");
  }

  @Test
  void aJobGetsWhatItsConfigNamesAndItsOutputsComeBack() throws IOException {
    Path elsewhere = Files.writeString(here.resolve("models").resolve("else.csv"), "3,4\n");
    Files.writeString(
        here.resolve("config.yaml"),
        """
        name: nightly-score
        cmd: |
          mkdir sub; ./score.sh ${IN} ${OUT} ${RATE} && cat models/deep/m.txt && echo note >&2
          mkdir -p metrics/by && echo 1 > metrics/by/a.txt && touch metrics/empty
        args: {RATE: '0.5'}
        inputs: [score.sh, {%s: IN}, models/]
        outputs: [{sub/result.csv: OUT}, metrics]
        env: {vars: [{MODE: fast}, TOWN]}
        """
            .formatted(elsewhere));

    Ended ended =
        RowrunProcess.run(
            here, Map.of("TOWN", "Bern"), "submit", "config.yaml", "--api", server.authority());

    assertThat(ended.out()).isEqualTo("weights\n");
    assertThat(ended.err()).contains("note\n", "wrote sub/result.csv, 18 bytes", ": SUCCESS\n");
    assertThat(ended.code()).isZero();
    assertThat(here.resolve("sub/result.csv")).hasContent("3,4\nfast Bern 0.5\n");
    assertThat(here.resolve("metrics/by/a.txt")).hasContent("1\n");
    assertThat(here.resolve("metrics/empty")).isEmptyFile();
  }

  @Test
  void theExitCodeIsTheProgramsAndItsStreamsAreNotMixed() throws IOException {
    Ended ended = submit("cmd: 'printf out; printf err >&2; exit 7'");
    assertThat(ended.code()).isEqualTo(7);
    assertThat(ended.out()).isEqualTo("out");
    assertThat(ended.err())
        .containsPattern("job j\\w{19}\nerr\njob j\\w{19}: the program returned code 7\n");
  }

  @Test
  void bytesThatAreNoTextComeThroughAsTheyAre() throws IOException {
    Files.writeString(
        here.resolve("config.yaml"),
        "cmd: \"printf '\\\\377\\\\000x' > o; cat o\"\noutputs: [o]\n");
    Ended ended = submit(Files.readString(here.resolve("config.yaml")));
    assertThat(ended.code()).isZero();
    assertThat(here.resolve("o")).hasBinaryContent(new byte[] {(byte) 0xff, 0, 'x'});
  }

  @Test
  void aMissingOutputIsToldAndFailsNothing() throws IOException {
    Ended ended = submit("cmd: 'true'\noutputs: [nix.txt]");
    assertThat(ended.err()).contains("nix.txt");
    assertThat(ended.code()).isZero();
  }

  @Test
  void outputsGoByNameIntoTheDirectoryThatIsGiven() throws IOException {
    Ended ended =
        submit(
            "cmd: 'mkdir a b; echo 1 > a/x; echo 2 > b/x; echo 3 > a/y'\noutputs: [a/x, b/x, a/y]",
            "-o",
            "into");
    assertThat(ended.code()).isZero();
    assertThat(here.resolve("into/y")).hasContent("3\n");
    assertThat(here.resolve("into/a/x")).hasContent("1\n");
    assertThat(here.resolve("into/b/x")).hasContent("2\n");
  }

  @Test
  void nothingIsWrittenOutsideOfTheWorkingDirectory() throws IOException {
    Path outside = data.resolve("outside.txt");
    Ended ended = submit("cmd: 'echo hi > ${OUT}'\noutputs: [{" + outside + ": OUT}]");
    assertThat(ended.code()).isZero();
    assertThat(outside).doesNotExist();
    assertThat(here.resolve("outside.txt")).hasContent("hi\n");
  }

  @Test
  void aBigInputIsShownOnItsWayAndIsWhole() throws IOException {
    byte[] bytes = new byte[20 << 20];
    new java.util.Random(1).nextBytes(bytes);
    Files.write(here.resolve("big.bin"), bytes);
    Ended ended =
        submit("cmd: wc -c < big.bin; mv big.bin back.bin\ninputs: [big.bin]\noutputs: [back.bin]");
    assertThat(ended.err()).contains("sending big.bin, 20.0 MiB");
    assertThat(ended.out()).isEqualTo(bytes.length + "\n");
    assertThat(here.resolve("back.bin")).hasBinaryContent(bytes);
  }

  @Test
  void emptyFilesTravelBothWays() throws IOException {
    Files.createFile(here.resolve("none"));
    Ended ended = submit("cmd: cp none back\ninputs: [none]\noutputs: [back]");
    assertThat(ended.code()).isZero();
    assertThat(here.resolve("back")).isEmptyFile();
  }

  @Test
  void aMistakeInTheConfigIsFoundBeforeAnythingIsSent() throws IOException {
    Ended ended = submit("cmd: x\ninput: [a]");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "rowrun: config line 2, input: is no key that is known here; did you mean inputs?\n");
    assertThat(RowrunProcess.run(here, "submit", "nix.yaml").err())
        .isEqualTo("rowrun: there is no file nix.yaml\n");
    assertThat(RowrunProcess.run(here, "submit", ".").err())
        .isEqualTo("rowrun: cannot read .: Is a directory\n");
    Files.write(here.resolve("latin1.yaml"), new byte[] {'c', 'm', 'd', ':', ' ', (byte) 0xe9});
    assertThat(RowrunProcess.run(here, "submit", "latin1.yaml").err())
        .isEqualTo("rowrun: latin1.yaml is no text in UTF-8\n");
  }

  @Test
  void pythonAutoSendsTheScriptAndTheModulesThatItImports() throws IOException {
    Files.createDirectories(here.resolve("features"));
    Files.writeString(here.resolve("features/text.py"), "def size(t): return len(t)\n");
    Files.writeString(here.resolve("rates.py"), "RATE = 7\n");
    Files.writeString(
        here.resolve("train.py"),
        "import sys, rates\nfrom features.text import size\n"
            + "print(size(open(sys.argv[1]).read()), rates.RATE)\n");
    Ended ended =
        submit("cmd: python3 train.py ${IN}\ninputs: [{batch.csv: IN}]\nenv: {python: auto}");
    assertThat(ended.out()).isEqualTo("4 7\n");
    assertThat(ended.code()).isZero();
  }

  @Test
  void aDatasetThatOneJobMakesIsReadByTheNext() throws IOException {
    Ended made =
        submit(
            "cmd: 'echo kept > ${SET}/a.txt'\n"
                + "output-datasets: [{name: set, var: SET, size: 1Gb}]");
    Matcher id = Pattern.compile("datasets: \\[(\\w{20})]").matcher(made.err());
    assertThat(id.find()).describedAs(made.err()).isTrue();
    assertThat(submit("cmd: cat ${SET}/a.txt\ndatasets: [{" + id.group(1) + ": SET}]").out())
        .isEqualTo("kept\n");
  }

  @Test
  void whatTheServerRefusesIsSaid() throws IOException {
    Ended ended = submit("cmd: x\ncloud-instance-types: [z9.9]");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).startsWith("rowrun: cannot create the job: ").contains("z9.9");
  }

  private Ended submit(String yaml, String... options) throws IOException {
    Files.writeString(here.resolve("config.yaml"), yaml);
    String[] command = new String[options.length + 4];
    System.arraycopy(
        new String[] {"submit", "config.yaml", "--api", server.authority()}, 0, command, 0, 4);
    System.arraycopy(options, 0, command, 4, options.length);
    return RowrunProcess.run(here, command);
  }
}
