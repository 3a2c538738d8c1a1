package io.rowrun.server;

import io.rowrun.server.sql.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import sqlline.SqlLine;

/** The interactive shell: sqlline on our driver. */
final class Shell {
  private Shell() {}

  static int run(String url, Format format) throws IOException {
    Path home = Files.createDirectories(Path.of(System.getProperty("user.home"), ".rowrun"));
    String[] options = {
      "-d",
      "io.rowrun.jdbc.Driver",
      "-u",
      url,
      "-n",
      "",
      "-p",
      "",
      "--outputformat=" + format.name().toLowerCase(Locale.ROOT),
      "--historyfile=" + home.resolve("history"),
      "--isolation=TRANSACTION_READ_COMMITTED",
    };
    return new SqlLine().begin(options, null, true) == SqlLine.Status.OK ? 0 : 1;
  }
}
