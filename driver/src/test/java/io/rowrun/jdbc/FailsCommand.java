package io.rowrun.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import net.hydromatic.quidem.AbstractCommand;
import net.hydromatic.quidem.Command;

/**
 * The command {@code !fails} of a script: the statement before it fails, and the line between is
 * its SQLState and message. Ids and request ids, which differ from run to run, are shown as dots.
 */
final class FailsCommand extends AbstractCommand {
  private final List<String> lines;

  private FailsCommand(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  static Command parse(List<String> lines, List<String> content, String line) {
    return line.equals("fails") ? new FailsCommand(lines) : null;
  }

  @Override
  public String describe(Context context) {
    return "FailsCommand";
  }

  @Override
  public void execute(Context context, boolean execute) throws Exception {
    if (execute) {
      context.writer().println(outcome(context));
    }
    context.echo(lines);
  }

  private static String outcome(Context context) throws Exception {
    try (Statement statement = context.connection().createStatement()) {
      statement.execute(context.previousSqlCommand().sql);
      return "(did not fail)";
    } catch (SQLException e) {
      return masked(e.getSQLState() + ": " + e.getMessage());
    }
  }

  private static String masked(String message) {
    return message
        .replaceAll(" \\(request [^)]*\\)", "")
        .replaceAll("\\b([jo])0[0-9a-z]{18}\\b", "$1…");
  }
}
