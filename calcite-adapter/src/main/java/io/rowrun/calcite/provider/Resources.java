package io.rowrun.calcite.provider;

import java.util.List;
import java.util.Optional;

/** All tables of an engine. Names are compared without case. Immutable. */
public record Resources(List<Resource<?>> all) {
  public Resources {
    all = List.copyOf(all);
  }

  /** The table that a name of one or more parts means. */
  public Resource<?> resolve(String defaultSchema, List<String> names) {
    String name = names.get(names.size() - 1);
    String schema =
        names.size() == 1 ? defaultSchema : String.join(".", names.subList(0, names.size() - 1));
    return find(schema, name)
        .orElseThrow(
            () ->
                new RowrunSqlException(
                    "42P01", "table " + String.join(".", names) + " does not exist"));
  }

  private Optional<Resource<?>> find(String schema, String name) {
    return all.stream()
        .filter(r -> r.schema().equalsIgnoreCase(schema) && r.name().equalsIgnoreCase(name))
        .findFirst();
  }

  public Catalog catalog() {
    return new Catalog(all.stream().map(Resource::describe).toList());
  }
}
