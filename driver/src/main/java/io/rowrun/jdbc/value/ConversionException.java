package io.rowrun.jdbc.value;

/** A value that the asked type cannot hold; says so with an SQLState. */
public final class ConversionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sqlState;

  ConversionException(String sqlState, String message) {
    super(message);
    this.sqlState = sqlState;
  }

  /** 22003 out of range, 22018 not of that type's form, 22007 no date or time, 0A000 never. */
  public String sqlState() {
    return sqlState;
  }

  static ConversionException outOfRange(Object value, String type) {
    return new ConversionException("22003", value + " is out of the range of " + type);
  }

  static ConversionException notA(Object value, String type) {
    return new ConversionException("22018", "cannot read '" + shown(value) + "' as " + type);
  }

  private static String shown(Object value) {
    String text = value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
