package io.rowrun.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAddressTest {
  @Test
  void loopbackAddressesAreTaken() {
    assertThat(ApiAddress.parse("127.0.0.1:7070").port()).isEqualTo(7070);
    assertThat(ApiAddress.parse("localhost:0").host().isLoopbackAddress()).isTrue();
    assertThat(ApiAddress.parse("[::1]:1").host().isLoopbackAddress()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:7070", "192.0.2.1:7070"})
  void otherAddressesAreRefusedWithTheReason(String text) {
    assertThatThrownBy(() -> ApiAddress.parse(text))
        .hasMessageStartingWith("cannot listen on ")
        .hasMessageContaining("there is no authentication yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7070", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70700", ":7070"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> ApiAddress.parse(text))
        .hasMessage("'" + text + "' is no HOST:PORT such as 127.0.0.1:7070");
  }
}
