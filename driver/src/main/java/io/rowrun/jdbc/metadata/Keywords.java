package io.rowrun.jdbc.metadata;

import org.apache.calcite.sql.SqlJdbcFunctionCall;
import org.apache.calcite.sql.parser.SqlParser;

/** Words that tools must quote, and functions that JDBC's escapes know; lists parted by commas. */
public final class Keywords {
  private Keywords() {}

  /** Every reserved word that is none in SQL:2003 or SQL:92. */
  public static String reserved() {
    return SqlParser.create("").getMetadata().getJdbcKeywords();
  }

  public static String numericFunctions() {
    return SqlJdbcFunctionCall.getNumericFunctions();
  }

  public static String stringFunctions() {
    return SqlJdbcFunctionCall.getStringFunctions();
  }

  public static String systemFunctions() {
    return SqlJdbcFunctionCall.getSystemFunctions();
  }

  public static String timeDateFunctions() {
    return SqlJdbcFunctionCall.getTimeDateFunctions();
  }
}
