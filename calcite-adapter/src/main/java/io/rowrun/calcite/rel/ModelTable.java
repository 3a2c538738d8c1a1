package io.rowrun.calcite.rel;

import io.grpc.Context;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Endpoint;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.SqlSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.schema.ProjectableFilterableTable;
import org.jspecify.annotations.Nullable;

/**
 * A resource as Calcite's own driver reads it: with predicates on its keys pushed, the rest left to
 * Calcite.
 */
public final class ModelTable extends RowrunTable implements ProjectableFilterableTable {
  private final Endpoint endpoint;
  private final SqlSession session;

  public ModelTable(Resource<?> resource, Endpoint endpoint, SqlSession session) {
    super(resource);
    this.endpoint = endpoint;
    this.session = session;
  }

  @Override
  public Enumerable<@Nullable Object[]> scan(
      DataContext root, List<RexNode> filters, int @Nullable [] projects) {
    List<String> names = new ArrayList<>();
    resource().selectable().forEach(column -> names.add(column.name()));
    List<String> columns =
        projects == null ? names : IntStream.of(projects).mapToObj(names::get).toList();
    RexBuilder rex = new RexBuilder(root.getTypeFactory());
    RexNode condition = RexUtil.composeConjunction(rex, filters);
    List<Bound> bounds =
        Pushdown.of(resource(), names, condition, rex).bounds().stream()
            .filter(b -> b.operands().stream().allMatch(ModelTable::isKnown))
            .toList();
    Set<String> bound = new HashSet<>();
    bounds.stream().filter(b -> !b.above()).forEach(b -> bound.add(b.column()));
    if (resource().readMethod(bound).isEmpty()) {
      throw resource().missingBinding();
    }
    @Nullable Object[] operands =
        bounds.stream().flatMap(b -> b.operands().stream()).map(o -> value(o, root)).toArray();
    ScanCode<?> code = ScanCode.of(resource(), columns, bounds);
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<@Nullable Object[]> enumerator() {
        Context.CancellableContext context = Context.current().withCancellation();
        Calls calls = new Calls(endpoint, session, context);
        CloseableIterator<@Nullable Object[]> rows = code.rows(calls, operands, Long.MAX_VALUE);
        return new RowEnumerator<>(CloseableIterator.of(rows, () -> context.cancel(null)));
      }
    };
  }

  private static boolean isKnown(RexNode operand) {
    return operand instanceof RexLiteral || operand instanceof RexDynamicParam;
  }

  private static @Nullable Object value(RexNode operand, DataContext root) {
    if (operand instanceof RexDynamicParam parameter) {
      return root.get(parameter.getName());
    }
    RexLiteral literal = (RexLiteral) operand;
    return switch (literal.getType().getSqlTypeName()) {
      case CHAR, VARCHAR -> literal.getValueAs(String.class);
      case BOOLEAN -> literal.getValueAs(Boolean.class);
      default -> literal.getValueAs(Long.class);
    };
  }
}
