package io.rowrun.calcite.sql;

import io.rowrun.calcite.provider.Resource;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * A statement as queries and what to do with their rows.
 *
 * @param kind SELECT, INSERT, UPDATE or DELETE
 * @param query what to read: of INSERT the given rows, of UPDATE and DELETE the keys of the rows
 *     found, followed by the new values
 * @param target what is written; null for SELECT
 * @param columns of INSERT the columns given, of UPDATE those set
 * @param returning the query over the written rows; null without RETURNING
 * @param bounded whether there is a WHERE
 */
public record Statement(
    SqlKind kind,
    SqlNode query,
    @Nullable Resource<?> target,
    List<String> columns,
    @Nullable SqlNode returning,
    boolean bounded) {
  public Statement {
    columns = List.copyOf(columns);
  }
}
