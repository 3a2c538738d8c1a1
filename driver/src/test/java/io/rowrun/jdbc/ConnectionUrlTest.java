package io.rowrun.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.jdbc.endpoint.Target;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionUrlTest {
  @Test
  void eachFormPointsAtItsPlace() throws SQLException {
    assertThat(target("jdbc:rowrun:"))
        .isEqualTo(new Target.Directory(Path.of(System.getProperty("user.home"), ".rowrun")));
    assertThat(target("jdbc:rowrun:file:/var/lib/rowrun"))
        .isEqualTo(new Target.Directory(Path.of("/var/lib/rowrun")));
    assertThat(target("jdbc:rowrun:file:data/../here"))
        .isEqualTo(new Target.Directory(Path.of("here").toAbsolutePath()));
    assertThat(target("jdbc:rowrun:mem:t")).isEqualTo(new Target.Memory("t"));
    assertThat(target("jdbc:rowrun:grpc://localhost:9090/p"))
        .isEqualTo(new Target.Server("localhost", 9090));
    assertThat(target("jdbc:rowrun:grpcs://localhost:9090/p"))
        .isEqualTo(new Target.Server("localhost", 9090, Target.Transport.TLS));
  }

  @Test
  void thePathOfAServerIsItsProject() throws SQLException {
    assertThat(parse("jdbc:rowrun:grpc://h:1/my%20project").get(Property.PROJECT))
        .isEqualTo("my project");
    assertThat(parse("jdbc:rowrun:grpc://h:1").get(Property.PROJECT)).isEqualTo("default");
  }

  @Test
  void propertiesWinOverTheUrlAndCaseOfKeysDoesNotMatter() throws SQLException {
    Properties info = new Properties();
    info.setProperty("SCHEMA", "b");
    ConnectionUrl url = ConnectionUrl.parse("jdbc:rowrun:mem:t?schema=a&parallelcalls=3", info);
    assertThat(url.given()).isEqualTo(Map.of(Property.SCHEMA, "b", Property.PARALLEL_CALLS, "3"));
  }

  @Test
  void secretsAreNotInTheTextAndTheTextLeadsToTheSamePlace() throws SQLException {
    ConnectionUrl url = parse("jdbc:rowrun:grpc://h:1/p?token=abc&schema=a%26b&password=x&user=u");
    assertThat(url.text()).isEqualTo("jdbc:rowrun:grpc://h:1/p?schema=a%26b&user=u");
    assertThat(parse(url.text()).target()).isEqualTo(url.target());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mem:t?projekt=x | unknown connection property 'projekt'; did you mean 'project'?",
        "mem:t?await=perhaps | connection property await is one of [none, ended], not 'perhaps'",
        "mem:t?schema | 'schema' in the URL is no key=value",
        "grpc:h:1 | grpc: needs //HOST:PORT: ",
        "grpc://h/p | 'h' is no HOST:PORT",
        "file: | file: needs a directory: ",
        "nonsense | cannot use 'nonsense': expected jdbc:rowrun:, "
      })
  void whatIsWrongIsNamed(String rest, String message) {
    assertThatThrownBy(() -> parse("jdbc:rowrun:" + rest))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"))
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({"http://h:1/p", "https://h:1/p"})
  void whatComesLaterIsRefusedAsNotSupported(String rest) {
    assertThatThrownBy(() -> parse("jdbc:rowrun:" + rest))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
  }

  private static Target target(String url) throws SQLException {
    return parse(url).target();
  }

  private static ConnectionUrl parse(String url) throws SQLException {
    return ConnectionUrl.parse(url, null);
  }
}
