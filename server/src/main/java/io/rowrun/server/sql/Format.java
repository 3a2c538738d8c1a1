package io.rowrun.server.sql;

import java.io.PrintWriter;

/** How rows are printed. */
public enum Format {
  /** Columns under each other, for people. */
  TABLE {
    @Override
    public RowPrinter printer(PrintWriter out) {
      return new TablePrinter(out);
    }
  },
  /** RFC 4180; NULL is empty, an empty text is two quotes. */
  CSV {
    @Override
    public RowPrinter printer(PrintWriter out) {
      return new CsvPrinter(out);
    }
  },
  /** An array of objects for each statement. */
  JSON {
    @Override
    public RowPrinter printer(PrintWriter out) {
      return new JsonPrinter(out);
    }
  },
  /** A line for each value, for wide rows. */
  VERTICAL {
    @Override
    public RowPrinter printer(PrintWriter out) {
      return new VerticalPrinter(out);
    }
  };

  /** Prints rows in this format; the writer stays open. */
  public abstract RowPrinter printer(PrintWriter out);

  /** Whether people read it, so that update counts are said in it. */
  boolean isForPeople() {
    return this == TABLE || this == VERTICAL;
  }
}
