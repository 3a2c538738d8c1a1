package io.rowrun.calcite.engine;

import com.google.common.base.Throwables;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.rel.RowrunRules;
import io.rowrun.calcite.rel.RowrunTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.calcite.adapter.enumerable.EnumerableBatchNestedLoopJoinRule;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableInterpretable;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.metadata.RelMetadataQueryBase;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.SemiJoinRule;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.sql.SqlExplainFormat;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.tools.Program;
import org.apache.calcite.tools.Programs;
import org.jspecify.annotations.Nullable;

/** Plans joins, aggregates and all else with Calcite's cost-based planner, into generated code. */
final class FullPlanner {
  private static final RelMetadataProvider METADATA = DefaultRelMetadataProvider.INSTANCE;

  /** What moves predicates towards the scans, whatever it costs: a call saved is worth any plan. */
  private static final List<RelOptRule> PUSH_DOWN =
      List.of(
          CoreRules.FILTER_INTO_JOIN,
          CoreRules.JOIN_CONDITION_PUSH,
          CoreRules.FILTER_PROJECT_TRANSPOSE,
          CoreRules.FILTER_AGGREGATE_TRANSPOSE,
          CoreRules.FILTER_SET_OP_TRANSPOSE,
          CoreRules.FILTER_WINDOW_TRANSPOSE,
          CoreRules.FILTER_CORRELATE,
          CoreRules.FILTER_MERGE);

  /**
   * Calcite's rule takes an aggregate away that gives one row also of none: {@code FROM jobs,
   * (SELECT COUNT(*) FROM executions)} would depend on whether there are executions.
   */
  private static final RelOptRule TO_SEMI_JOIN =
      SemiJoinRule.ProjectToSemiJoinRule.ProjectToSemiJoinRuleConfig.DEFAULT
          .withOperandSupplier(
              project ->
                  project
                      .operand(Project.class)
                      .oneInput(
                          join ->
                              join.operand(Join.class)
                                  .predicate(j -> j.getJoinType() == JoinRelType.INNER)
                                  .inputs(
                                      left -> left.operand(RelNode.class).anyInputs(),
                                      right ->
                                          right
                                              .operand(Aggregate.class)
                                              .predicate(a -> !a.getGroupSet().isEmpty())
                                              .anyInputs())))
          .withDescription("RowrunToSemiJoinRule")
          .as(SemiJoinRule.ProjectToSemiJoinRule.ProjectToSemiJoinRuleConfig.class)
          .toRule();

  /**
   * What is inferred from a predicate may be inferred again from what came of it, without an end.
   */
  private static final int MOST_INFERENCES = 20;

  private static final int MOST_STEPS = 5_000;
  private static final int MANY_KEYS = 50;
  private static final int FEW_KEYS = 5;
  private static final Pattern TOO_LARGE =
      Pattern.compile("grows beyond 64 KB|too many parameters");

  private FullPlanner() {}

  /**
   * How to plan.
   *
   * @param decorrelate whether sub-queries become joins, else some are run for each row
   * @param keysABatch how many keys a join may look up on its other side at a time
   */
  private record Attempt(boolean decorrelate, int keysABatch) {}

  /**
   * Plans a query.
   *
   * @param conversion converts it anew for each attempt: what the planner has seen it does not
   *     forget
   */
  static Query plan(Supplier<RelRoot> conversion) {
    try {
      return plan(conversion.get(), new Attempt(true, MANY_KEYS));
    } catch (RelOptPlanner.CannotPlanException e) {
      // A sub-query that depends on the row may bind what it needs only when it is run for each
      // row.
      return planByRow(conversion.get());
    } catch (CodeTooLarge e) {
      // Generated code grows with keys times columns, and Java sets it a limit.
      return plan(conversion.get(), new Attempt(true, FEW_KEYS));
    }
  }

  private static Query planByRow(RelRoot root) {
    try {
      return plan(root, new Attempt(false, MANY_KEYS));
    } catch (RelOptPlanner.CannotPlanException e) {
      requireBindings(root.rel);
      throw e;
    }
  }

  private static Query plan(RelRoot root, Attempt attempt) {
    RelNode logical = root.rel;
    RelMetadataQueryBase.THREAD_PROVIDERS.set(JaninoRelMetadataProvider.of(METADATA));
    logical.getCluster().setMetadataQuerySupplier(RelMetadataQuery::instance);
    logical.getCluster().invalidateMetadataQuery();
    RelOptPlanner planner = logical.getCluster().getPlanner();
    RelNode pushed = pushDown(planner, logical, attempt);
    RelNode physical = implement(planner, pushed, root.collation, attempt);
    Map<String, Object> stash = new HashMap<>();
    Bindable<?> code = compile((EnumerableRel) physical, stash);
    String text =
        RelOptUtil.dumpPlan(
            "", physical, SqlExplainFormat.TEXT, SqlExplainLevel.EXPPLAN_ATTRIBUTES);
    return new FullQuery(
        code,
        Map.copyOf(stash),
        physical.getRowType().getFieldCount(),
        List.copyOf(root.fields.leftList()),
        text.lines().map(Words::plain).toList());
  }

  private static Bindable<?> compile(EnumerableRel physical, Map<String, Object> stash) {
    try {
      return EnumerableInterpretable.toBindable(stash, null, physical, EnumerableRel.Prefer.ARRAY);
    } catch (RuntimeException e) {
      if (Throwables.getCausalChain(e).stream()
          .anyMatch(c -> TOO_LARGE.matcher(String.valueOf(c.getMessage())).find())) {
        throw new CodeTooLarge(e);
      }
      throw e;
    }
  }

  private static final class CodeTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    CodeTooLarge(RuntimeException cause) {
      super(cause);
    }
  }

  private static RelNode pushDown(RelOptPlanner planner, RelNode rel, Attempt attempt) {
    List<Program> programs = new ArrayList<>();
    programs.add(Programs.subQuery(METADATA));
    if (attempt.decorrelate) {
      programs.add(Programs.decorrelate());
    }
    programs.add(hep(MOST_STEPS, PUSH_DOWN));
    programs.add(hep(MOST_INFERENCES, List.of(CoreRules.JOIN_PUSH_TRANSITIVE_PREDICATES)));
    programs.add(hep(MOST_STEPS, PUSH_DOWN));
    programs.add(Programs.trim());
    programs.add(hep(MOST_STEPS, RowrunRules.ALL, PUSH_DOWN));
    return Programs.sequence(programs.toArray(Program[]::new))
        .run(planner, rel, rel.getTraitSet(), List.of(), List.of());
  }

  @SafeVarargs
  private static Program hep(int mostSteps, List<RelOptRule>... rules) {
    HepProgramBuilder builder = new HepProgramBuilder();
    builder.addMatchLimit(mostSteps);
    builder.addMatchOrder(HepMatchOrder.BOTTOM_UP);
    List<RelOptRule> all = new ArrayList<>();
    for (List<RelOptRule> some : rules) {
      all.addAll(some);
    }
    builder.addRuleCollection(all);
    return Programs.of(builder.build(), true, METADATA);
  }

  private static RelNode implement(
      RelOptPlanner planner, RelNode rel, RelCollation collation, Attempt attempt) {
    RelOptUtil.registerDefaultRules(planner, false, false);
    planner.removeRule(CoreRules.PROJECT_TO_SEMI_JOIN);
    planner.removeRule(CoreRules.JOIN_TO_SEMI_JOIN);
    planner.addRule(TO_SEMI_JOIN);
    planner.addRule(
        EnumerableBatchNestedLoopJoinRule.Config.DEFAULT
            .withBatchSize(attempt.keysABatch)
            .toRule());
    planner.addRule(CoreRules.FILTER_CORRELATE);
    planner.addRule(CoreRules.JOIN_COMMUTE_OUTER);
    RowrunRules.ALL.forEach(planner::addRule);
    RelTraitSet desired =
        rel.getTraitSet().replace(EnumerableConvention.INSTANCE).replace(collation).simplify();
    planner.setRoot(rel.getTraitSet().equals(desired) ? rel : planner.changeTraits(rel, desired));
    RelNode best = planner.findBestExp();
    return Programs.calc(METADATA).run(planner, best, desired, List.of(), List.of());
  }

  /**
   * Throws the error that the user can do something about, if a table needs more than it is given.
   */
  private static void requireBindings(RelNode rel) {
    new RelHomogeneousShuttle() {
      @Override
      public RelNode visit(TableScan scan) {
        RowrunTable table = scan.getTable().unwrap(RowrunTable.class);
        if (table != null && table.resource().readMethod(Set.of()).isEmpty()) {
          throw table.resource().missingBinding();
        }
        return scan;
      }

      @Override
      public RelNode visit(RelNode other) {
        other.accept(
            new RexShuttle() {
              @Override
              public RexNode visitSubQuery(RexSubQuery subQuery) {
                requireBindings(subQuery.rel);
                return subQuery;
              }
            });
        return super.visit(other);
      }
    }.visit(rel);
  }

  /** Generated code and the objects that it refers to. */
  private record FullQuery(
      Bindable<?> code,
      Map<String, Object> stash,
      int width,
      List<Integer> outputs,
      List<String> explain)
      implements Query {

    @Override
    public CloseableIterator<@Nullable Object[]> rows(Run run) {
      try {
        return new EnumeratorRows(code.bind(run.with(stash)).enumerator(), this::row);
      } catch (ExceptionInInitializerError e) {
        // Constants are computed when the generated class is loaded, and may fail there.
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    }

    private @Nullable Object[] row(@Nullable Object item) {
      @Nullable Object[] row = new Object[outputs.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = width == 1 || item == null ? item : ((@Nullable Object[]) item)[outputs.get(i)];
      }
      return row;
    }
  }

  /** An enumerator as an iterator that looks no further ahead than it is asked to. */
  private static final class EnumeratorRows implements CloseableIterator<@Nullable Object[]> {
    private final Enumerator<?> rows;
    private final Function<@Nullable Object, @Nullable Object[]> row;
    private boolean ready;
    private boolean ended;

    EnumeratorRows(Enumerator<?> rows, Function<@Nullable Object, @Nullable Object[]> row) {
      this.rows = rows;
      this.row = row;
    }

    @Override
    public boolean hasNext() {
      if (!ready && !ended) {
        ready = rows.moveNext();
        ended = !ready;
      }
      return ready;
    }

    @Override
    public @Nullable Object[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ready = false;
      return row.apply(rows.current());
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
