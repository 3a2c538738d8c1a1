package io.rowrun.executor.store;

import static io.rowrun.executor.store.StoreFixtures.LATER;
import static io.rowrun.executor.store.StoreFixtures.NOON;
import static io.rowrun.executor.store.StoreFixtures.USER;
import static io.rowrun.executor.store.StoreFixtures.job;
import static io.rowrun.executor.store.StoreFixtures.project;
import static io.rowrun.executor.store.StoreFixtures.projectOperation;
import static io.rowrun.executor.store.StoreFixtures.success;
import static io.rowrun.executor.store.StoreScenario.PROJECT;
import static io.rowrun.executor.store.StoreScenario.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Ids;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.Project;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Projects, what they hold, and what outlives the process. */
interface ProjectClaims extends StoreClaims {

  @Test
  default void ensureKeepsTheProjectThatIsThere() {
    Project first = project("twice");
    database().projects().ensure(first);
    Project second = new Project("twice", "other", "", Map.of(), LATER, "bob", "", "{}", "");

    assertThat(database().projects().ensure(second)).isEqualTo(first);
    assertThat(database().projects().get("twice")).isEqualTo(first);
  }

  @Test
  default void aProjectWithJobsIsNotDeleted() {
    Operation operation =
        Operation.completed(
            Ids.operation(LATER), Operation.Kind.DELETE_PROJECT, PROJECT, null, LATER, USER);
    given().createJob("true");

    assertFails(
        () -> database().projects().delete(PROJECT, operation, null),
        ErrorCode.FAILED_PRECONDITION,
        "project p has jobs: delete them before it");
    assertThat(database().operations().find(operation.id())).isEmpty();
  }

  @Test
  default void createAndDeleteOfAProjectAreOperations() {
    Project project = project("short-lived");
    Operation made = projectOperation(Operation.Kind.CREATE_PROJECT, project);
    Operation gone = projectOperation(Operation.Kind.DELETE_PROJECT, project);

    database().projects().create(project, made, null);
    assertThat(database().projects().list(ProjectFilter.ALL, 100, null).items()).contains(project);
    assertFails(
        () -> database().projects().create(project, gone, null),
        ErrorCode.ALREADY_EXISTS,
        "project short-lived exists");
    database().projects().delete(project.id(), gone, null);

    assertThat(database().projects().find(project.id())).isEmpty();
    assertThat(database().operations().list(project.id(), 10, null).items())
        .containsExactlyInAnyOrder(made, gone);
  }

  @Test
  default void listFindsByCommunityCreatorAndName() {
    Project blue = new Project("blue_1", "Blue_1", "", Map.of(), NOON, "bob", "c2", "", "");
    Project plain = new Project("blueX1", "BlueX1", "", Map.of(), NOON, "bob", "", "", "");
    database().projects().ensure(blue);
    database().projects().ensure(plain);

    assertThat(found("c2", "bob", "")).contains(blue, plain);
    assertThat(found("c3", "bob", "")).contains(plain).doesNotContain(blue);
    assertThat(found("", "bob", "blue!_%")).containsExactly(blue);
    assertThat(found("", "alice", "blue%")).isEmpty();
  }

  private List<Project> found(String communityId, String createdBy, String pattern) {
    return database()
        .projects()
        .list(new ProjectFilter(communityId, createdBy, pattern), 100, null)
        .items();
  }

  @Test
  default void updateChangesAllButIdAndOrigin() {
    Project project = project("changing");
    database().projects().ensure(project);
    Operation operation = projectOperation(Operation.Kind.UPDATE_PROJECT, project);
    Project wanted =
        new Project(
            "no", "renamed", "why", Map.of("a", "b"), LATER, "no", "no", "{\"ide\":1}", "{}");

    database().projects().update(project.id(), before -> wanted, operation, null);

    assertThat(database().projects().get("changing"))
        .isEqualTo(
            new Project(
                "changing",
                "renamed",
                "why",
                Map.of("a", "b"),
                project.createdAt(),
                project.createdBy(),
                project.communityId(),
                "{\"ide\":1}",
                "{}"));
    assertThat(database().operations().get(operation.id())).isEqualTo(operation);
  }

  @Test
  default void everythingAcknowledgedIsThereAfterReopening() throws Exception {
    Execution execution = given().runToEnd(given().createJob("true"), success());
    Execution running = given().claimOne("survivor");
    Job job = database().jobs().get(execution.jobId());

    reopen();

    assertThat(database().jobs().get(job.id())).isEqualTo(job);
    assertThat(database().jobs().events(job.id())).hasSize(5);
    assertThat(database().executions().held("survivor")).containsExactly(running);
    given().finish(running, success());
  }

  @Test
  default void aTransactionThatFailsLeavesNothing() {
    Job job = given().createJob("true");
    Execution execution = Execution.queued(Ids.operation(LATER), job, LATER, USER, 1);
    Operation unstorable =
        new Operation(
            execution.id(),
            PROJECT,
            job.id(),
            Operation.Kind.EXECUTE_JOB,
            "a\0b",
            LATER,
            USER,
            LATER,
            false,
            null,
            null);

    assertThatThrownBy(() -> database().executions().enqueue(job.id(), execution, unstorable))
        .isInstanceOf(ExecutorException.class);

    assertThat(database().jobs().get(job.id())).isEqualTo(job);
    assertThat(database().jobs().events(job.id())).hasSize(1);
    assertThat(database().executions().find(execution.id())).isEmpty();
  }
}
