package io.rowrun.executor.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.PipOptions;
import io.rowrun.executor.job.PythonEnvironment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PythonRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "numpy",
        "numpy==1.26.4 ; python_version < '3.12'",
        "pkg[extra]>=1,<2  # why",
        "pkg @ https://host/pkg-1.whl#sha256=0",
        "pkg==1 --hash=sha256:00",
        "# a comment -r x",
        "",
        "\tpkg"
      })
  void aRequirementIsTaken(String line) {
    assertThatCode(() -> PythonRules.check(requiring(line))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-r other.txt",
        "  --index-url http://x",
        "-e .",
        "pkg --global-option=x",
        "pkg -i http://x",
        "pkg \\",
        "a\nb",
        "a\rb",
        "a\0b"
      })
  void whatIsNoRequirementIsRefused(String line) {
    ExecutorException refusal =
        catchThrowableOfType(ExecutorException.class, () -> PythonRules.check(requiring(line)));

    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refusal.getMessage()).startsWith("env.python_env.requirements: '").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"3,3", "3.11,3.11", "3.11.4,3.11", "'',''"})
  void aVersionIsCutToItsSeries(String wanted, String series) {
    PythonEnvironment python = new PythonEnvironment("", List.of(), wanted, List.of(), null);

    PythonRules.check(python);

    assertThat(PythonRules.version(python)).isEqualTo(series);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.7", "3.", "3.11.4.1", "python3", "3.11;x", " 3", "4"})
  void whatIsNoVersionIsRefused(String version) {
    PythonEnvironment python = new PythonEnvironment("", List.of(), version, List.of(), null);

    assertThat(catchThrowableOfType(ExecutorException.class, () -> PythonRules.check(python)))
        .hasMessage(
            "env.python_env.python_version: '"
                + version
                + "' must be like 3.11, or 3 for any of them");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host/simple",
        "http://me:pw@host:8080/simple/",
        "file:///srv/index",
        "https://me:p%40w@host/"
      })
  void anIndexIsTaken(String url) {
    assertThatCode(() -> PythonRules.check(indexed(url))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host/simple",
        "ftp://host/",
        "https://me:se/cret@/x y",
        "https://me:secret@",
        "http://host/\nno-index = true"
      })
  void whatIsNoIndexIsRefusedWithoutItsLogin(String url) {
    ExecutorException refusal =
        catchThrowableOfType(ExecutorException.class, () -> PythonRules.check(indexed(url)));

    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refusal.getMessage())
        .startsWith("env.python_env.pip_options.index_url: '")
        .hasLineCount(1)
        .doesNotContain("secret");
  }

  @Test
  void aTrustedHostIsNoOption() {
    PythonEnvironment python =
        new PythonEnvironment(
            "", List.of(), "", List.of(), new PipOptions("", List.of(), List.of("a b"), false));

    assertThat(catchThrowableOfType(ExecutorException.class, () -> PythonRules.check(python)))
        .hasMessage("env.python_env.pip_options.trusted_hosts: 'a b' must be HOST or HOST:PORT");
  }

  @Test
  void condaStandsAlone() {
    PythonEnvironment python =
        new PythonEnvironment("dependencies: [python]", List.of(), "", List.of("a"), null);

    assertThat(catchThrowableOfType(ExecutorException.class, () -> PythonRules.check(python)))
        .hasMessageContaining("cannot stand beside it");
  }

  private static PythonEnvironment requiring(String line) {
    return new PythonEnvironment("", List.of(), "", List.of(line), null);
  }

  private static PythonEnvironment indexed(String url) {
    return new PythonEnvironment(
        "", List.of(), "", List.of(), new PipOptions(url, List.of(), List.of(), false));
  }
}
