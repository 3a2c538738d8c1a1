package io.rowrun.jdbc.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTest {
  @ParameterizedTest
  @CsvSource({
    "%, jobs, true",
    "%, '', true",
    "jobs, JOBS, true",
    "job, jobs, false",
    "job_files, job_files, true",
    "job_files, jobxfiles, true",
    "job\\_files, job_files, true",
    "job\\_files, jobxfiles, false",
    "%files, job_files, true",
    "%_files%, job_files, true",
    "j%s, jobs, true",
    "j%x, jobs, false",
    "'', jobs, false",
    "\\%, %, true",
    "\\%, jobs, false",
  })
  void wildcardsAreThoseOfJdbc(String pattern, String name, boolean matches) {
    assertThat(Pattern.of(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void exactNamesHaveNoWildcardsAndNullMatchesAll() {
    assertThat(Pattern.exactly("job_files").matches("jobxfiles")).isFalse();
    assertThat(Pattern.exactly("job_files").matches("Job_Files")).isTrue();
    assertThat(Pattern.exactly(null).matches("jobs")).isTrue();
    assertThat(Pattern.of(null).matches("jobs")).isTrue();
  }
}
