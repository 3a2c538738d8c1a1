package io.rowrun.calcite.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * A value in a YAML text that knows its line and its key, so that whoever finds it wrong can say
 * where. All scalars are texts, as the vendor's client reads them; nothing is merged or converted.
 */
final class Yaml {
  private final Node node;
  private final String key;
  private final int line;

  private Yaml(Node node, String key) {
    this.node = node;
    this.key = key;
    this.line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** The one document of a text, a map. */
  static Map<String, Yaml> read(String text) {
    LoadSettings settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
    try {
      Node document =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(() -> ConfigException.at(1, "", "is empty: a job needs cmd at least"));
      return new Yaml(document, "").map();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw ConfigException.at(line, "", "is no YAML: " + firstLine(e.getProblem()));
    } catch (YamlEngineException e) {
      throw ConfigException.at(1, "", "is no YAML: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** Such as {@code env.python.version}. */
  String key() {
    return key;
  }

  boolean isText() {
    return node instanceof ScalarNode;
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  String text() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw wrong("wants a text, not a " + kind());
  }

  /** A text with something in it, without the space around it. */
  String word() {
    String text = text().strip();
    if (text.isEmpty()) {
      throw wrong("must not be empty");
    }
    return text;
  }

  List<Yaml> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong("wants a list, not a " + kind());
    }
    List<Yaml> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new Yaml(item, key));
    }
    return items;
  }

  /** The items of a list; a text alone counts as a list of one. */
  List<Yaml> listOrText() {
    return isText() ? List.of(this) : list();
  }

  /** The entries in their order; no key comes twice. */
  Map<String, Yaml> map() {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong("wants a map, not a " + kind());
    }
    Map<String, Yaml> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = new Yaml(tuple.getKeyNode(), key).text();
      Yaml value = new Yaml(tuple.getValueNode(), key.isEmpty() ? name : key + "." + name);
      if (entries.put(name, value) != null) {
        throw value.wrong("is there twice");
      }
    }
    return entries;
  }

  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    map().forEach((name, value) -> texts.put(name, value.text()));
    return texts;
  }

  /** An error that says what is wrong with this value. */
  ConfigException wrong(String rule) {
    return ConfigException.at(line, key, rule);
  }

  private String kind() {
    return isText() ? "text" : isMap() ? "map" : "list";
  }
}
