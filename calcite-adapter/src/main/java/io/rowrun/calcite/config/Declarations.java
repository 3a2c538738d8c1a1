package io.rowrun.calcite.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list whose items are {@code THING}, {@code THING: VAR} or {@code THING: {var: VAR}}. */
final class Declarations {
  private static final int MAX_ITEMS = 100;

  private Declarations() {}

  /**
   * One item.
   *
   * @param thing a path or an id
   * @param var null if it has none
   */
  record Declaration(Yaml at, String thing, @Nullable String var) {}

  /** The items; an absent list is an empty one. */
  static List<Declaration> read(@Nullable Yaml list) {
    if (list == null) {
      return List.of();
    }
    List<Declaration> declarations = new ArrayList<>();
    for (Yaml item : list.list()) {
      declarations.add(declaration(item));
    }
    if (declarations.size() > MAX_ITEMS) {
      throw list.wrong("has " + declarations.size() + " items; there may be " + MAX_ITEMS);
    }
    return declarations;
  }

  private static Declaration declaration(Yaml item) {
    if (item.isText()) {
      return new Declaration(item, item.word(), null);
    }
    if (!item.isMap() || item.map().size() != 1) {
      throw item.wrong("wants items such as 'name', 'name: VAR' or 'name: {var: VAR}'");
    }
    Map.Entry<String, Yaml> entry = item.map().entrySet().iterator().next();
    if (entry.getKey().isBlank()) {
      throw item.wrong("has an item without a name");
    }
    return new Declaration(item, entry.getKey().strip(), var(entry.getValue()));
  }

  private static String var(Yaml value) {
    if (value.isText()) {
      return value.word();
    }
    Map<String, Yaml> entries = value.map();
    entries.forEach(
        (name, entry) -> {
          if (!name.equals("var")) {
            throw Keys.unknown(entry, name, List.of("var"));
          }
        });
    Yaml var = entries.get("var");
    if (var == null) {
      throw value.wrong("wants {var: NAME}");
    }
    return var.word();
  }
}
