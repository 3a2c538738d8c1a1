package io.rowrun.calcite.config;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A map whose keys are known. Immutable. */
final class Section {
  private final Yaml whole;
  private final Map<String, Yaml> entries;

  private Section(Yaml whole, Map<String, Yaml> entries) {
    this.whole = whole;
    this.entries = entries;
  }

  /**
   * @throws ConfigException if the value is no map, or has a key that is not among these
   */
  static Section of(Yaml value, String... known) {
    Map<String, Yaml> entries = value.map();
    entries.forEach(
        (name, entry) -> {
          if (!List.of(known).contains(name)) {
            throw Keys.unknown(entry, name, List.of(known));
          }
        });
    return new Section(value, entries);
  }

  @Nullable Yaml get(String key) {
    return entries.get(key);
  }

  Yaml required(String key) {
    Yaml value = entries.get(key);
    if (value == null) {
      throw whole.wrong("wants " + key);
    }
    return value;
  }

  void ifThere(String key, Consumer<Yaml> reader) {
    Yaml value = entries.get(key);
    if (value != null) {
      reader.accept(value);
    }
  }
}
