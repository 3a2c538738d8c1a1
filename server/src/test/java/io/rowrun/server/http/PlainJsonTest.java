package io.rowrun.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainJsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "plain"                  | "plain"
          "\\u0027a\\u003d\\u0026" | "'a=&"
          "\\\\u0027"              | "\\\\u0027"
          "\\\\\\u0027"            | "\\\\'"
          "\\"\\n\\u0007\\u2028"   | "\\"\\n\\u0007\\u2028"
          "end\\\\"                | "end\\\\"
          """)
  void onlyEscapesThatMatterInHtmlAloneAreUndone(String json, String plain) {
    assertThat(PlainJson.of(json)).isEqualTo(plain);
  }
}
