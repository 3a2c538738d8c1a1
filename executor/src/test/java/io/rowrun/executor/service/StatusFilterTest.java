package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusFilterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "status IN (EXECUTING, UPLOADING_OUTPUT)",
        "status in(EXECUTING,UPLOADING_OUTPUT)",
        "  Status\tIN ( 'EXECUTING' , \"UPLOADING_OUTPUT\" ) ",
        "status IN (EXECUTING, UPLOADING_OUTPUT, EXECUTING)"
      })
  void namesTheStatusesInManyWritings(String filter) {
    assertThat(StatusFilter.parse(filter))
        .containsExactlyInAnyOrder(JobStatus.EXECUTING, JobStatus.UPLOADING_OUTPUT);
  }

  @Test
  void anEmptyFilterLetsEverythingThrough() {
    assertThat(StatusFilter.parse("")).isEmpty();
    assertThat(StatusFilter.parse("  ")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name IN (ERROR)         | filter, position 1: expected status, found 'name'",
        "status = ERROR          | filter, position 8: expected IN, found '='",
        "status IN ERROR         | filter, position 11: expected (, found 'ERROR'",
        "status IN (ERROR        | filter, position 17: expected ), found the end",
        "status IN (ERROR) AND x | filter, position 19: expected the end, found 'AND'",
        "status IN (ERROR,)      | filter, position 18: expected one of",
        "status IN ()            | filter, position 12: expected one of",
        "status IN (error)       | filter, position 12: expected one of",
        "status IN ('ERROR)      | filter, position 18: expected ', found ')'",
        "status                  | filter, position 7: expected IN, found the end"
      })
  void saysWhatIsWrongAndWhere(String filter, String message) {
    assertThatExceptionOfType(ExecutorException.class)
        .isThrownBy(() -> StatusFilter.parse(filter))
        .withMessageStartingWith(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }
}
