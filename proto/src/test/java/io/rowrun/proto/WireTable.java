package io.rowrun.proto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The hand-written table {@code wire.txt}: definition name to what it consists of. */
final class WireTable {
  private WireTable() {}

  static Map<String, List<String>> read() {
    Map<String, List<String>> table = new TreeMap<>();
    String wirePackage = "";
    for (String definition : definitions()) {
      if (definition.startsWith("package ")) {
        wirePackage = definition.substring("package ".length());
        continue;
      }
      String[] sides = definition.split(" *= *", 2);
      String[] kindAndName = sides[0].split(" ");
      table.put(kindAndName[0] + " " + wirePackage + "." + kindAndName[1], parts(sides[1]));
    }
    return table;
  }

  private static List<String> parts(String text) {
    return text.isBlank() ? List.of() : Arrays.asList(text.trim().split(", +"));
  }

  private static List<String> definitions() {
    List<String> definitions = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      if (line.startsWith(" ")) {
        int last = definitions.size() - 1;
        definitions.set(last, definitions.get(last) + " " + line.trim());
      } else {
        definitions.add(line.trim());
      }
    }
    return definitions;
  }

  private static List<String> lines() {
    try (InputStream in = WireTable.class.getResourceAsStream("wire.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
