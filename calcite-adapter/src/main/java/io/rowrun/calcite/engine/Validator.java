package io.rowrun.calcite.engine;

import io.rowrun.calcite.sql.RowrunConformance;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** Calcite's validator, to which a parameter whose type is not yet known is no bug. */
final class Validator extends SqlValidatorImpl {
  private final Set<SqlNode> inferred = Collections.newSetFromMap(new IdentityHashMap<>());

  Validator(
      SqlOperatorTable operators,
      CalciteCatalogReader catalog,
      RelDataTypeFactory types,
      NullCollation nulls) {
    super(
        operators,
        catalog,
        types,
        Config.DEFAULT
            .withConformance(RowrunConformance.INSTANCE)
            .withIdentifierExpansion(true)
            .withDefaultNullCollation(nulls));
  }

  /** {@code NULLIF(name, ?) = 'x'} asks for the type of NULLIF before that of its parameter. */
  @Override
  public @Nullable RelDataType getValidatedNodeTypeIfKnown(SqlNode node) {
    RelDataType known = super.getValidatedNodeTypeIfKnown(node);
    return known == null && node instanceof SqlDynamicParam ? unknownType : known;
  }

  /** Types of parameters in ORDER BY are inferred as they are everywhere else. */
  @Override
  protected void validateOrderList(SqlSelect select) {
    SqlNodeList order = select.getOrderList();
    if (order != null) {
      SqlValidatorScope scope = Objects.requireNonNull(getOrderScope(select));
      order.forEach(item -> inferUnknownTypes(unknownType, scope, expand(item, scope)));
    }
    super.validateOrderList(select);
  }

  @Override
  protected void inferUnknownTypes(RelDataType type, SqlValidatorScope scope, SqlNode node) {
    inferConditions(scope, node);
    super.inferUnknownTypes(type, scope, node);
  }

  /** What is compared with a CASE asks for its type, which asks for those in its conditions. */
  private void inferConditions(SqlValidatorScope scope, @Nullable SqlNode node) {
    if (node instanceof SqlCase cases) {
      for (SqlNode condition : cases.getWhenOperands()) {
        if (inferred.add(condition)) {
          inferUnknownTypes(typeFactory.createSqlType(SqlTypeName.BOOLEAN), scope, condition);
        }
      }
    }
    if (node instanceof SqlNodeList list) {
      list.forEach(item -> inferConditions(scope, item));
    } else if (node instanceof SqlCall call && !node.isA(SqlKind.QUERY)) {
      call.getOperandList().forEach(operand -> inferConditions(scope, operand));
    }
  }
}
