package io.rowrun.executor.resource;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a YAML file. Whoever reads from it takes values of a type; what is of another
 * type, or is there and not known, fails with file, line and name. One thread at a time.
 */
final class YamlSection {
  private final String file;
  private final String name;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();

  /**
   * @param name of the mapping within the file, as in {@code mounts.raw}
   * @throws ExecutorException FAILED_PRECONDITION if it is none, or has a key twice
   */
  YamlSection(String file, String name, Node node) {
    this.file = file;
    this.name = name;
    this.node = node;
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(node, name() + " must be a mapping of names to values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode(), "a key of " + name());
      if (values.put(key, tuple.getValueNode()) != null) {
        throw wrong(tuple.getKeyNode(), name() + " has the key '" + key + "' twice");
      }
      keys.put(key, tuple.getKeyNode());
    }
  }

  /** For messages. */
  String name() {
    return name.isEmpty() ? "the file" : name;
  }

  Set<String> keys() {
    return keys.keySet();
  }

  /** Refuses every key but these. */
  YamlSection only(String... known) {
    Set<String> all = new TreeSet<>(List.of(known));
    keys.forEach(
        (key, at) -> {
          if (!all.contains(key)) {
            throw wrong(at, name() + " has the unknown key '" + key + "'" + Nearest.hint(key, all));
          }
        });
    return this;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** The section of that key; null if there is none, or nothing in it. */
  @Nullable YamlSection section(String key) {
    Node value = values.get(key);
    return value == null || value.getTag().equals(Tag.NULL)
        ? null
        : new YamlSection(file, within(key), value);
  }

  /** A section that must be there. */
  YamlSection required(String key) {
    YamlSection section = section(key);
    if (section == null) {
      throw wrong(keys.getOrDefault(key, node), within(key) + " is empty");
    }
    return section;
  }

  /** Null if it is not given. */
  @Nullable String text(String key) {
    Node value = values.get(key);
    return value == null ? null : text(value, within(key));
  }

  String requiredText(String key) {
    String text = text(key);
    if (text == null) {
      throw wrong(node, name() + " needs the key '" + key + "'");
    }
    return text;
  }

  boolean flag(String key, boolean otherwise) {
    Node value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value.getTag().equals(Tag.BOOL) && value instanceof ScalarNode scalar) {
      return Boolean.parseBoolean(scalar.getValue());
    }
    throw wrong(value, within(key) + " must be true or false");
  }

  /** Null if it is not given. */
  @Nullable List<String> texts(String key) {
    Node value = values.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof SequenceNode list)) {
      throw wrong(value, within(key) + " must be a list");
    }
    List<String> texts = new ArrayList<>();
    for (Node item : list.getValue()) {
      texts.add(text(item, "an item of " + within(key)));
    }
    return texts;
  }

  /** What to throw about this section. */
  ExecutorException wrong(String what) {
    return wrong(node, what);
  }

  /** What to throw about a key, or its value. */
  ExecutorException wrong(String key, String what) {
    return wrong(values.getOrDefault(key, node), what);
  }

  /** The name of a key within the whole file. */
  String within(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  private String text(Node value, String what) {
    if (value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return scalar.getValue();
    }
    throw wrong(value, what + " must be a text");
  }

  private ExecutorException wrong(Node at, String what) {
    return wrong(file, at.getStartMark().map(mark -> mark.getLine() + 1).orElse(1), what);
  }

  static ExecutorException wrong(String file, int line, String what) {
    return new ExecutorException(
        ErrorCode.FAILED_PRECONDITION,
        "the resources of this server cannot be read: " + file + ", line " + line + ": " + what);
  }
}
