package io.rowrun.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.apache.calcite.avatica.DriverVersion;

/** The version of the product, as the build wrote it into a resource. */
public final class Version {
  static final String PRODUCT = "Rowrun";

  private static final String TEXT = read();

  private Version() {}

  /** Such as {@code 0.1.0-SNAPSHOT}. */
  public static String text() {
    return TEXT;
  }

  static int major() {
    return number(0);
  }

  static int minor() {
    return number(1);
  }

  static DriverVersion driver() {
    return new DriverVersion(
        "Rowrun JDBC Driver", TEXT, PRODUCT, TEXT, false, major(), minor(), major(), minor());
  }

  private static int number(int part) {
    return Integer.parseInt(TEXT.split("[.-]", -1)[part]);
  }

  private static String read() {
    try (InputStream in =
        Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"))) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
