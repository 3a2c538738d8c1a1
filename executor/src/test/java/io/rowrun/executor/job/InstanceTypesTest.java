package io.rowrun.executor.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InstanceTypesTest {
  private final InstanceTypes laptop = new InstanceTypes(8, 0);

  @Test
  void theFirstWantedTypeThatFitsIsChosen() {
    assertThat(laptop.choose(List.of("g1.1", "c1.32", "c1.8", "c1.4")).name()).isEqualTo("c1.8");
    assertThat(laptop.choose(List.of()).name()).isEqualTo("c1.4");
  }

  @Test
  void anUnknownTypeIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> laptop.choose(List.of("c1.4", "c9.9")))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith("unknown instance type 'c9.9'; known are c1.4, c1.8, ");
  }

  @Test
  void typesThatCanNeverFitAreRefusedWithTheReasonOfEach() {
    assertThatThrownBy(() -> laptop.choose(List.of("c1.32", "g1.1")))
        .isInstanceOfSatisfying(
            ExecutorException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage(
            "no wanted instance type fits this host: c1.32 needs 32 vCPUs, the host has 8;"
                + " g1.1 needs 1 GPU, the host has 0");
  }

  @Test
  void everyHostGivesAtLeastEightSlots() {
    assertThat(InstanceTypes.ofThisHost().capacity()).isGreaterThanOrEqualTo(8);
    assertThat(InstanceTypes.ofThisHost().fits(InstanceType.DEFAULT)).isTrue();
  }
}
