package io.rowrun.jdbc;

import io.rowrun.calcite.provider.CloseableIterator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.jspecify.annotations.Nullable;

/**
 * Rows read forward, one at a time and never one ahead, so that a live log shows each line as it
 * comes. The calls behind it end when it is closed or read to its end. One thread at a time.
 */
final class RowrunResultSet extends ReadableResultSet {
  private enum Position {
    BEFORE_FIRST,
    ON_ROW,
    AFTER_LAST
  }

  private final RowrunStatement owner;
  private final @Nullable Execution execution;
  private final long maxRows;
  private CloseableIterator<@Nullable Object[]> source;
  private Position position = Position.BEFORE_FIRST;
  private @Nullable Object @Nullable [] row;
  private long rowNumber;

  private RowrunResultSet(
      RowrunStatement owner,
      QueryState state,
      Meta.Signature signature,
      Meta.@Nullable Frame firstFrame,
      CloseableIterator<@Nullable Object[]> source,
      @Nullable Execution execution)
      throws SQLException {
    super(owner, state, signature, firstFrame);
    this.owner = owner;
    this.source = source;
    this.execution = execution;
    this.maxRows = execution == null ? 0 : owner.getLargeMaxRows();
  }

  /**
   * @param execution what produces the rows; null if they are there
   */
  static RowrunResultSet of(
      RowrunStatement owner,
      List<ColumnMetaData> columns,
      CloseableIterator<@Nullable Object[]> source,
      @Nullable Execution execution)
      throws SQLException {
    return new RowrunResultSet(
        owner, new QueryState(), signature(columns), null, source, execution);
  }

  /** The result set of a DatabaseMetaData method; its rows come with {@link #execute}. */
  static RowrunResultSet ofMetadata(
      RowrunStatement owner, QueryState state, Meta.Signature signature, Meta.Frame firstFrame)
      throws SQLException {
    return new RowrunResultSet(
        owner, state, signature, firstFrame, CloseableIterator.empty(), null);
  }

  static Meta.Signature signature(List<ColumnMetaData> columns) {
    return new Meta.Signature(
        columns, "", List.of(), Map.of(), Meta.CursorFactory.ARRAY, Meta.StatementType.SELECT);
  }

  /** Part of Avatica's way to make the result sets of DatabaseMetaData. */
  @Override
  protected AvaticaResultSet execute() {
    Meta.Frame frame = firstFrame;
    if (frame != null) {
      source = CloseableIterator.of(frame.rows.iterator()).map(Object[].class::cast);
    }
    return this;
  }

  @Override
  protected void checkOpen() throws SQLException {
    if (isClosed()) {
      throw owner.owner().isClosed()
          ? SqlErrors.connectionClosed()
          : SqlErrors.closed("result set");
    }
  }

  @Override
  public boolean next() throws SQLException {
    checkOpen();
    if (position == Position.AFTER_LAST) {
      return false;
    }
    boolean found =
        (maxRows == 0 || rowNumber < maxRows)
            && (execution == null ? advance() : execution.step(this::advance));
    if (found) {
      rowNumber++;
      position = Position.ON_ROW;
    } else {
      end();
    }
    return found;
  }

  private boolean advance() {
    if (!source.hasNext()) {
      return false;
    }
    row = source.next();
    return true;
  }

  private void end() {
    position = Position.AFTER_LAST;
    row = null;
    endSource();
  }

  private void endSource() {
    if (execution != null) {
      owner.finish(execution);
    }
    source.close();
  }

  @Override
  public void close() {
    boolean closed;
    try {
      closed = isClosed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    if (!closed) {
      row = null;
      endSource();
      super.close();
    }
  }

  @Override
  @Nullable Object internalValue(int column) throws SQLException {
    checkOpen();
    @Nullable Object[] current = row;
    if (current == null) {
      throw SqlErrors.data("24000", "the result set is not on a row; call next() first");
    }
    if (column < 1 || column > columnMetaDataList.size()) {
      throw SqlErrors.data(
          "07009",
          "there is no column " + column + ", the result has " + columnMetaDataList.size());
    }
    return current[column - 1];
  }

  @Override
  public int findColumn(String label) throws SQLException {
    checkOpen();
    for (int i = 0; i < columnMetaDataList.size(); i++) {
      if (columnMetaDataList.get(i).label.equalsIgnoreCase(label)) {
        return i + 1;
      }
    }
    throw SqlErrors.data("42703", "the result has no column '" + label + "'");
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return position == Position.ON_ROW ? (int) Math.min(rowNumber, Integer.MAX_VALUE) : 0;
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    checkOpen();
    return position == Position.BEFORE_FIRST;
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return position == Position.AFTER_LAST && rowNumber > 0;
  }

  @Override
  public boolean isFirst() throws SQLException {
    checkOpen();
    return position == Position.ON_ROW && rowNumber == 1;
  }

  @Override
  public boolean isLast() throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public void beforeFirst() throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public void afterLast() throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public boolean first() throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public boolean last() throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public boolean absolute(int row) throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public boolean relative(int row) throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public boolean previous() throws SQLException {
    throw SqlErrors.unsupported("scrolling");
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return ResultSet.FETCH_FORWARD;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    checkOpen();
    if (rows < 0) {
      throw SqlErrors.data("22023", "negative fetch size: " + rows);
    }
    super.setFetchSize(rows);
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(@Nullable Class<?> type) {
    return Wrapping.isWrapperFor(this, type);
  }
}
