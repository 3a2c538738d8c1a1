package io.rowrun.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.net.ConnectException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.CompletionException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqlErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 22023",
    "NOT_FOUND, 42704",
    "ALREADY_EXISTS, 23505",
    "FAILED_PRECONDITION, 55000",
    "UNAUTHENTICATED, 28000",
    "PERMISSION_DENIED, 42501",
    "UNIMPLEMENTED, 0A000",
    "CANCELLED, 57014",
    "DEADLINE_EXCEEDED, 57014",
    "RESOURCE_EXHAUSTED, 53000",
    "UNAVAILABLE, 08006",
    "INTERNAL, XX000",
  })
  void aStatusOfACallHasItsSqlState(Status.Code code, String state) {
    SQLException e = SqlErrors.of(code.toStatus().withDescription("why").asRuntimeException());
    assertThat(e.getSQLState()).isEqualTo(state);
    assertThat(e.getMessage()).isEqualTo("why");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void aCodeOfTheExecutorHasTheStateOfItsStatus(ErrorCode code) {
    Status status = Status.fromCodeValue(code.number());
    assertThat(SqlErrors.of(new ExecutorException(code, "why")).getSQLState())
        .isEqualTo(SqlErrors.of(status.asRuntimeException()).getSQLState());
  }

  @Test
  void theRequestIdOfTheServerIsPartOfTheMessage() {
    Metadata trailers = new Metadata();
    trailers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), "r-1");
    SQLException e =
        SqlErrors.of(
            Status.NOT_FOUND.withDescription("Unknown job j1").asRuntimeException(trailers));
    assertThat(e.getMessage()).isEqualTo("Unknown job j1 (request r-1)");
  }

  @Test
  void classesGoWithTheState() {
    assertThat((Throwable) SqlErrors.of(new RowrunSqlException("42601", "x")))
        .isInstanceOf(SQLSyntaxErrorException.class);
    assertThat((Throwable) SqlErrors.of(new RowrunSqlException("22023", "x")))
        .isInstanceOf(SQLDataException.class);
    assertThat((Throwable) SqlErrors.of(new RowrunSqlException("57014", "x")))
        .isInstanceOf(SQLTimeoutException.class);
    assertThat((Throwable) SqlErrors.of(Status.UNIMPLEMENTED.asRuntimeException()))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThat((Throwable) SqlErrors.of(Status.UNAVAILABLE.asRuntimeException()))
        .isInstanceOf(SQLNonTransientConnectionException.class);
    assertThat((Throwable) SqlErrors.of(Status.DEADLINE_EXCEEDED.asRuntimeException()))
        .isInstanceOf(SQLTimeoutException.class);
  }

  @Test
  void aServerThatCannotBeReachedIsToldWithoutClassNames() {
    SQLException e =
        SqlErrors.of(
            Status.UNAVAILABLE
                .withDescription("io exception")
                .withCause(new ConnectException("Connection refused: /127.0.0.1:1"))
                .asRuntimeException());
    assertThat(e.getMessage())
        .isEqualTo("cannot reach the server: Connection refused: /127.0.0.1:1");
  }

  @Test
  void wrappersAreTakenOff() {
    SQLException e =
        SqlErrors.of(
            new CompletionException(
                new RuntimeException("x", new RowrunSqlException("42703", "no column y"))));
    assertThat(e.getSQLState()).isEqualTo("42703");
    assertThat(e.getMessage()).isEqualTo("no column y");
  }

  @Test
  void theRowThatFailedStaysInTheMessage() {
    StatusRuntimeException call =
        Status.INVALID_ARGUMENT.withDescription("bad").asRuntimeException();
    SQLException e =
        SqlErrors.of(
            call.getStatus()
                .withDescription("row 2 of 2 failed: bad")
                .withCause(call)
                .asRuntimeException());
    assertThat(e.getMessage()).isEqualTo("row 2 of 2 failed: bad");
  }

  @Test
  void wrongDataHasAStateWhateverTheClass() {
    assertThat(SqlErrors.of(new IllegalArgumentException("Invalid DATE value, 'x'")).getSQLState())
        .isEqualTo("22007");
    assertThat(
            SqlErrors.of(new IllegalStateException("more than one value in agg SINGLE_VALUE"))
                .getSQLState())
        .isEqualTo("21000");
    assertThat(SqlErrors.of(new RuntimeException("Invalid escape character '!!'")).getSQLState())
        .isEqualTo("22019");
  }

  @Test
  void aSyntaxErrorIsOneShortLine() {
    try {
      SqlParser.create("SELECT FROM WHERE").parseStmt();
    } catch (SqlParseException parse) {
      SQLException e = SqlErrors.of(parse);
      assertThat(e.getSQLState()).isEqualTo("42601");
      assertThat(e.getMessage())
          .startsWith("syntax error: ")
          .contains("line 1")
          .doesNotContain("\n")
          .hasSizeLessThan(200);
      return;
    }
    throw new AssertionError("parsed");
  }

  @Test
  void whatIsOurFaultHasNoClassNameInItsMessage() {
    SQLException e =
        SqlErrors.of(new ClassCastException("class java.lang.Integer cannot be cast to class X"));
    assertThat(e.getSQLState()).isEqualTo("XX000");
    assertThat(e.getMessage()).doesNotContain("java.lang");
  }
}
