package io.rowrun.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowrun.server.sql.RowPrinter.Column;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", false),
          new Column("n", true),
          new Column("ok", false),
          new Column("at_time", false));
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 20, 6, 0, 0, 1_000_000);

  @Test
  void csvTellsNullFromTheEmptyTextAndQuotesWhatMustBe() {
    assertThat(print(Format.CSV))
        .isEqualTo(
            "id,n,ok,at_time\r\n"
                + "a,1,true,2026-11-20T06:00:00.001\r\n"
                + "\"\",,,\r\n"
                + "\"x,\"\"y\"\"\n\",-2.5,false,\r\n");
  }

  @Test
  void jsonHasNumbersAsNumbersAndNullAsNull() {
    assertThat(print(Format.JSON))
        .isEqualTo(
            """
            [
            {"id":"a","n":1,"ok":true,"at_time":"2026-11-20T06:00:00.001"},
            {"id":"","n":null,"ok":null,"at_time":null},
            {"id":"x,\\"y\\"\\n","n":-2.5,"ok":false,"at_time":null}
            ]
            """);
  }

  @Test
  void tablesAlignNumbersToTheRight() {
    assertThat(print(Format.TABLE))
        .isEqualTo(
            """
            +-------+------+-------+-------------------------+
            | id    |    n | ok    | at_time                 |
            +-------+------+-------+-------------------------+
            | a     |    1 | true  | 2026-11-20 06:00:00.001 |
            |       |      |       |                         |
            | x,"y" | -2.5 | false |                         |
            +-------+------+-------+-------------------------+
            (3 rows)

            """);
  }

  @Test
  void aTextOfSeveralLinesStandsOnSeveralLinesAndItsTabsMakeColumns() {
    assertThat(Texts.lines("file\tlines\na-long-one\t7\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("file        lines", "a-long-one  7");
  }

  @Test
  void verticalHasALineForEachValue() {
    assertThat(print(Format.VERTICAL))
        .startsWith(
            """
            -[ row 1 ]-------
            id      | a
            n       | 1
            ok      | true
            at_time | 2026-11-20 06:00:00.001
            -[ row 2 ]-------
            """);
  }

  @Test
  void nothingThatMovesACursorReachesTheTerminal() {
    assertThat(Texts.readable("a\u001b[2Jb\tc")).isEqualTo("a\\x1b[2Jb\\tc");
  }

  private static String print(Format format) {
    StringWriter text = new StringWriter();
    RowPrinter printer = format.printer(new PrintWriter(text));
    printer.begin(COLUMNS);
    printer.row(new Object[] {"a", 1L, true, TIME});
    printer.row(new Object[] {"", null, null, null});
    printer.row(new Object[] {"x,\"y\"\n", -2.5, false, null});
    printer.end();
    return text.toString();
  }
}
