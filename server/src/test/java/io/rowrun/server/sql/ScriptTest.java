package io.rowrun.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.server.sql.Script.Statement;
import org.junit.jupiter.api.Test;

class ScriptTest {
  @Test
  void semicolonsInQuotesAndCommentsPartNothing() {
    Script script =
        Script.parse(
            "s",
            """
            -- first; really
            SELECT ';' AS "a;b", 'it''s';

            /* not; this */ SELECT 2 -- nor; this
            ;
            ;SELECT 3""");
    assertThat(script.statements())
        .containsExactly(
            new Statement("-- first; really\nSELECT ';' AS \"a;b\", 'it''s'", 2),
            new Statement("/* not; this */ SELECT 2 -- nor; this", 4),
            new Statement("SELECT 3", 6));
  }

  @Test
  void aTextOfCommentsHasNoStatement() {
    assertThat(Script.parse("s", "-- nothing\n/* here */ ; \n").statements()).isEmpty();
  }

  @Test
  void theFirstWordIsFoundBehindComments() {
    assertThat(Script.firstWord("-- a\n /* b */ insert into t")).isEqualTo("INSERT");
    assertThat(Script.firstWord("")).isEmpty();
  }
}
