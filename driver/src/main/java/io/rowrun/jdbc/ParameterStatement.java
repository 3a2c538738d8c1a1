package io.rowrun.jdbc;

import io.rowrun.jdbc.value.Times;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The setters of a prepared statement. Each keeps its value in the form that the engine takes; the
 * engine converts it to the type that its place in the statement has. One thread at a time.
 */
abstract class ParameterStatement extends RowrunStatement implements PreparedStatement {
  /** Stands where no value has been set. */
  private static final Object UNSET = new Object();

  private final @Nullable Object[] values;

  ParameterStatement(RowrunConnection owner, int parameters, int holdability) {
    super(owner, null, holdability);
    this.values = new Object[parameters];
    Arrays.fill(values, UNSET);
  }

  /** A copy of the values set. */
  final List<@Nullable Object> parameters() throws SQLException {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == UNSET) {
        throw SqlErrors.data(
            "07001", "parameter " + (i + 1) + " of " + values.length + " is not set");
      }
    }
    return Arrays.asList(values.clone());
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    Arrays.fill(values, UNSET);
  }

  private void bind(int index, @Nullable Object value) throws SQLException {
    bind(index, value, null);
  }

  private void bind(int index, @Nullable Object value, @Nullable Calendar zone)
      throws SQLException {
    checkOpen();
    if (index < 1 || index > values.length) {
      throw SqlErrors.data(
          "07009", "there is no parameter " + index + ", the statement has " + values.length);
    }
    values[index - 1] = value == null ? null : forEngine(value, zone);
  }

  private static Object forEngine(Object value, @Nullable Calendar zone) {
    if (value instanceof UUID || value instanceof Enum<?> || value instanceof Character) {
      return value.toString();
    }
    return value instanceof byte[] bytes ? bytes.clone() : Times.parameter(value, zone);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setString(int index, @Nullable String value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setNString(int index, @Nullable String value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setBytes(int index, byte @Nullable [] value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setDate(int index, @Nullable Date value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setTime(int index, @Nullable Time value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setURL(int index, @Nullable URL value) throws SQLException {
    bind(index, value == null ? null : value.toString());
  }

  @Override
  public void setDate(int index, @Nullable Date value, @Nullable Calendar zone)
      throws SQLException {
    bind(index, value, zone);
  }

  @Override
  public void setTime(int index, @Nullable Time value, @Nullable Calendar zone)
      throws SQLException {
    bind(index, value, zone);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar zone)
      throws SQLException {
    bind(index, value, zone);
  }

  @Override
  public void setNull(int index, int sqlType) throws SQLException {
    bind(index, null);
  }

  @Override
  public void setNull(int index, int sqlType, String typeName) throws SQLException {
    bind(index, null);
  }

  @Override
  public void setObject(int index, @Nullable Object value) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int sqlType) throws SQLException {
    bind(index, value);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int sqlType, int scaleOrLength)
      throws SQLException {
    bind(index, value);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    bind(index, Streams.ascii(value, length));
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value, long length)
      throws SQLException {
    bind(index, Streams.ascii(value, length));
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value) throws SQLException {
    bind(index, Streams.ascii(value, Streams.ALL));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    bind(index, Streams.bytes(value, length));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value, long length)
      throws SQLException {
    bind(index, Streams.bytes(value, length));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value) throws SQLException {
    bind(index, Streams.bytes(value, Streams.ALL));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value, int length)
      throws SQLException {
    bind(index, Streams.text(value, length));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value, long length)
      throws SQLException {
    bind(index, Streams.text(value, length));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value) throws SQLException {
    bind(index, Streams.text(value, Streams.ALL));
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader value, long length)
      throws SQLException {
    bind(index, Streams.text(value, length));
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader value) throws SQLException {
    bind(index, Streams.text(value, Streams.ALL));
  }

  @Override
  public void setBlob(int index, @Nullable InputStream value, long length) throws SQLException {
    bind(index, Streams.bytes(value, length));
  }

  @Override
  public void setBlob(int index, @Nullable InputStream value) throws SQLException {
    bind(index, Streams.bytes(value, Streams.ALL));
  }

  @Override
  public void setClob(int index, @Nullable Reader value, long length) throws SQLException {
    bind(index, Streams.text(value, length));
  }

  @Override
  public void setClob(int index, @Nullable Reader value) throws SQLException {
    bind(index, Streams.text(value, Streams.ALL));
  }

  @Override
  public void setNClob(int index, @Nullable Reader value, long length) throws SQLException {
    bind(index, Streams.text(value, length));
  }

  @Override
  public void setNClob(int index, @Nullable Reader value) throws SQLException {
    bind(index, Streams.text(value, Streams.ALL));
  }

  @Override
  public void setBlob(int index, @Nullable Blob value) throws SQLException {
    bind(index, value == null ? null : value.getBytes(1, (int) value.length()));
  }

  @Override
  public void setClob(int index, @Nullable Clob value) throws SQLException {
    bind(index, value == null ? null : value.getSubString(1, (int) value.length()));
  }

  @Override
  public void setNClob(int index, @Nullable NClob value) throws SQLException {
    setClob(index, value);
  }

  @Override
  public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
    bind(index, value == null ? null : value.getString());
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    throw SqlErrors.unsupported("setUnicodeStream");
  }

  @Override
  public void setRef(int index, @Nullable Ref value) throws SQLException {
    throw SqlErrors.unsupported("a parameter of type REF");
  }

  @Override
  public void setArray(int index, @Nullable Array value) throws SQLException {
    throw SqlErrors.unsupported("a parameter of type ARRAY");
  }

  @Override
  public void setRowId(int index, @Nullable RowId value) throws SQLException {
    throw SqlErrors.unsupported("a parameter of type ROWID");
  }
}
