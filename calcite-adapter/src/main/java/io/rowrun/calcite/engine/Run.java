package io.rowrun.calcite.engine;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.rel.ScanCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/**
 * What a running plan asks for by name: parameters, the time, its calls, and objects the planner
 * put by.
 */
final class Run implements DataContext {
  private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

  private final Calls calls;
  private final JavaTypeFactory types;
  private final List<@Nullable Object> parameters;
  private final Map<String, Object> stash;
  private final long nowMillis;
  private @Nullable SchemaPlus ownSchema;

  Run(Calls calls, JavaTypeFactory types, List<@Nullable Object> parameters) {
    this(calls, types, parameters, Map.of(), System.currentTimeMillis());
  }

  private Run(
      Calls calls,
      JavaTypeFactory types,
      List<@Nullable Object> parameters,
      Map<String, Object> stash,
      long nowMillis) {
    this.calls = calls;
    this.types = types;
    this.parameters = parameters;
    this.stash = stash;
    this.nowMillis = nowMillis;
  }

  /** The same run for generated code that refers to these objects. */
  Run with(Map<String, Object> objects) {
    return new Run(calls, types, parameters, objects, nowMillis);
  }

  Calls calls() {
    return calls;
  }

  @Nullable Object parameter(int index) {
    return parameters.get(index);
  }

  long nowMillis() {
    return nowMillis;
  }

  @Override
  public @Nullable Object get(String name) {
    if (name.startsWith("?")) {
      return parameters.get(Integer.parseInt(name.substring(1)));
    }
    return switch (name) {
      case ScanCode.CALLS -> calls;
      case "utcTimestamp", "currentTimestamp", "localTimestamp", "sysTimestamp" -> nowMillis;
      case "timeZone" -> UTC;
      case "locale" -> Locale.ROOT;
      case "user", "systemUser" -> System.getProperty("user.name");
      default -> stash.get(name);
    };
  }

  /** Where WITH RECURSIVE puts its rows meanwhile: a schema of this run. */
  @Override
  public SchemaPlus getRootSchema() {
    SchemaPlus known = ownSchema;
    if (known == null) {
      known = CalciteSchema.createRootSchema(false, false).plus();
      ownSchema = known;
    }
    return known;
  }

  @Override
  public JavaTypeFactory getTypeFactory() {
    return types;
  }

  @Override
  @SuppressWarnings("NullAway") // nothing that we plan asks for it
  public QueryProvider getQueryProvider() {
    return null;
  }
}
