package io.rowrun.executor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.JobParameters;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonTest {
  @Test
  void whatANewerVersionAddedIsIgnored() {
    JobParameters read =
        Json.PARAMETERS.read("{\"cmd\":\"x\",\"environment\":{\"new\":{}},\"newer\":[1]}");

    assertThat(read).isEqualTo(JobParameters.of("x"));
  }

  @Test
  void everyFieldComesBack() {
    JobParameters everything = StoreFixtures.everything();

    assertThat(Json.PARAMETERS.read(Json.PARAMETERS.write(everything))).isEqualTo(everything);
  }

  @Test
  void emptyValuesAreShort() {
    assertThat(Json.PARAMETERS.write(JobParameters.of(""))).isEqualTo("{}");
    assertThat(Json.STORED_FILES.write(List.of())).isEqualTo("[]");
  }

  @Test
  void aDamagedColumnIsDataLoss() {
    assertThatThrownBy(() -> Json.PARAMETERS.read("{\"cmd\":"))
        .isInstanceOfSatisfying(
            ExecutorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
        .hasMessageStartingWith("a column of the store is no valid JSON: ");
  }
}
