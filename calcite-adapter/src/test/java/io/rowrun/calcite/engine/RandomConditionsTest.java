package io.rowrun.calcite.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is pushed down and evaluated by the lean path must give the rows that Calcite's
 * generated code gives over all rows. {@code trim(column)} can be neither pushed nor evaluated
 * lean.
 */
class RandomConditionsTest {
  private static final int STATEMENTS = 300;

  @TempDir static Path root;
  private static Database db;
  private static List<String> ids;

  @BeforeAll
  static void jobs() {
    db = Database.open(root);
    db.update(
        "INSERT INTO executions (name, description, cmd) VALUES ('a', NULL, 'exit 1'), ('b', 'x', 'true')");
    db.update(
        "INSERT INTO jobs (name, description, cmd) VALUES (NULL, 'x', 'true'), ('a', 'y', 'true'), (NULL, NULL, 'true')");
    ids = db.rows("SELECT id FROM jobs");
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void leanAndGeneratedCodeAgree() {
    long seed = 20261120;
    Random random = new Random(seed);
    for (int i = 0; i < STATEMENTS; i++) {
      String condition = condition(random, 3);
      List<String> expected =
          rows(condition.replaceAll("\\b(id|status|name|description)\\b", "trim($1)"));
      assertThat(rows(condition)).as("seed %d: %s", seed, condition).isEqualTo(expected);
    }
  }

  private static List<String> rows(String condition) {
    List<String> rows =
        new ArrayList<>(
            db.rows("SELECT id, name, description, status FROM jobs WHERE " + condition));
    rows.sort(null);
    return rows;
  }

  private static String condition(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 5 : 9);
    return switch (kind) {
      case 0 -> "id = '" + id(random) + "'";
      case 1 -> "id IN ('" + id(random) + "', '" + id(random) + "')";
      case 2 ->
          "status "
              + pick(random, "= 'SUCCESS'", "<> 'ERROR'", "IN ('CREATING', 'ERROR')", "= 'nix'");
      case 3 ->
          column(random)
              + pick(
                  random,
                  " = 'a'",
                  " <> 'x'",
                  " > 'a'",
                  " IS NULL",
                  " LIKE '%x%'",
                  " NOT IN ('a', 'y')");
      case 4 -> column(random) + " = " + column(random);
      case 5, 6 ->
          "(" + condition(random, depth - 1) + " AND " + condition(random, depth - 1) + ")";
      case 7 -> "(" + condition(random, depth - 1) + " OR " + condition(random, depth - 1) + ")";
      default -> "NOT (" + condition(random, depth - 1) + ")";
    };
  }

  private static String id(Random random) {
    int index = random.nextInt(ids.size() + 1);
    return index == ids.size() ? "jnone" : ids.get(index);
  }

  private static String column(Random random) {
    return pick(random, "name", "description");
  }

  private static String pick(Random random, String... some) {
    return some[random.nextInt(some.length)];
  }
}
