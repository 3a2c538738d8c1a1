package io.rowrun.calcite.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.calcite.provider.RowrunSqlException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tables over a server that has the vendor's services only. */
class OtherServerTest {
  @TempDir static Path root;
  private static Database db;
  private static String job;
  private static String execution;

  @BeforeAll
  static void aJob() {
    db = Database.openWithVendorsServicesOnly(root);
    execution =
        db.value(
            "INSERT INTO executions (name, cmd) VALUES ('j', 'echo a; printf b; exit 2') RETURNING id");
    job = db.value("SELECT id FROM jobs");
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void anExecutionIsReadFromItsOperation() {
    assertThat(
            db.rows(
                "SELECT job_id, status, done, return_code FROM executions WHERE id = ?", execution))
        .containsExactly(job + " | ERROR | true | 2");
    assertThat(db.calls()).containsExactly("OperationService.Get");
    assertThat(db.rows("SELECT id FROM executions WHERE id = 'onone'")).isEmpty();
  }

  @Test
  void whatCannotBeListedSaysSo() {
    assertThatThrownBy(() -> db.rows("SELECT id FROM executions"))
        .isInstanceOf(RowrunSqlException.class)
        .hasMessage("this server cannot list executions: add WHERE id = '…'");
    assertThatThrownBy(() -> db.rows("SELECT id FROM operations"))
        .hasMessage("this server cannot list operations: add WHERE id = '…'");
    assertThat(db.rows("SELECT done FROM operations WHERE id = ?", execution))
        .containsExactly("true");
  }

  @Test
  void aReturnCodeThatIsNotToldIsNull() {
    assertThat(db.rows("SELECT return_code, error_message FROM jobs"))
        .containsExactly("null | Program returned code 2");
    assertThat(db.calls()).containsExactly("ProjectJobService.List");
  }

  @Test
  void linesAreWholeAndTheLogEndsWithItsJob() {
    assertThat(db.rows("SELECT line_no, content, execution_id FROM logs WHERE job_id = ?", job))
        .containsExactly("1 | a | null", "2 | b | null");
    String end = db.value("SELECT max(log_offset) FROM logs WHERE job_id = ?", job);
    assertThat(db.rows("SELECT content FROM logs WHERE job_id = ? AND log_offset > ?", job, end))
        .isEmpty();
    assertThat(db.rows("SELECT content FROM logs WHERE job_id = ? AND log_offset > -1", job))
        .containsExactly("a", "b");
  }
}
