package io.rowrun.server.rest;

import static io.rowrun.server.rest.Verb.DELETE;
import static io.rowrun.server.rest.Verb.GET;
import static io.rowrun.server.rest.Verb.PATCH;
import static io.rowrun.server.rest.Verb.POST;

import io.rowrun.proto.datasphere.v2.ProjectServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.operation.OperationServiceGrpc;
import io.rowrun.proto.v1.ExecutionServiceGrpc;
import io.rowrun.proto.v1.ServerServiceGrpc;
import io.rowrun.server.http.HttpFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that is served over REST. Paths of projects and operations are the vendor's; of jobs the
 * vendor has none, those are ours.
 */
final class Routes {
  private static final String PROJECTS = "/datasphere/v2/projects";
  private static final String PROJECT = PROJECTS + "/{project_id}";
  private static final String JOBS = "/datasphere/v2/jobs";
  private static final String JOB = JOBS + "/{job_id}";
  private static final String OPERATION = "/operations/{operation_id}";

  static final List<Route> ALL =
      List.of(
          Route.of(POST, PROJECTS, ProjectServiceGrpc.getCreateMethod(), "Makes a project."),
          Route.of(GET, PROJECTS, ProjectServiceGrpc.getListMethod(), "Lists projects."),
          Route.of(GET, PROJECT, ProjectServiceGrpc.getGetMethod(), "Tells about a project."),
          Route.of(PATCH, PROJECT, ProjectServiceGrpc.getUpdateMethod(), "Changes a project."),
          Route.of(DELETE, PROJECT, ProjectServiceGrpc.getDeleteMethod(), "Removes a project."),
          Route.of(
              POST,
              PROJECT + ":execute",
              ProjectServiceGrpc.getExecuteMethod(),
              "Runs a notebook of a project."),
          Route.of(
              GET,
              PROJECT + "/jobs",
              ProjectJobServiceGrpc.getListMethod(),
              "Lists a project's jobs, the newest first."),
          Route.of(
              POST,
              PROJECT + "/jobs:deleteAllData",
              ProjectJobServiceGrpc.getDeleteAllDataMethod(),
              "Removes the data of all of a project's jobs and keeps the jobs."),
          Route.of(POST, JOBS, ProjectJobServiceGrpc.getCreateMethod(), "Describes a job."),
          Route.of(GET, JOB, ProjectJobServiceGrpc.getGetMethod(), "Tells about a job."),
          Route.of(
              DELETE,
              JOB,
              ProjectJobServiceGrpc.getDeleteMethod(),
              "Removes a job with all it has."),
          Route.of(
              POST,
              JOB + ":execute",
              ProjectJobServiceGrpc.getExecuteMethod(),
              "Runs a job; asked again it answers with the same operation."),
          Route.of(POST, JOB + ":cancel", ProjectJobServiceGrpc.getCancelMethod(), "Stops a job."),
          Route.of(
              POST,
              JOBS + "/{source_job_id}:clone",
              ProjectJobServiceGrpc.getCloneMethod(),
              "Describes a job like another one, with some things changed."),
          Route.of(
              POST,
              JOB + ":finalize",
              ProjectJobServiceGrpc.getFinalizeMethod(),
              "For older clients: all that is wanted of a job was fetched."),
          Route.of(
              POST,
              JOB + ":deleteData",
              ProjectJobServiceGrpc.getDeleteDataMethod(),
              "Removes a job's data and keeps the job."),
          Route.of(
              POST,
              JOB + ":setDataTtl",
              ProjectJobServiceGrpc.getSetDataTtlMethod(),
              "Says how long a job's data is kept."),
          Route.of(
              POST,
              JOB + ":downloadJobFiles",
              ProjectJobServiceGrpc.getDownloadJobFilesMethod(),
              "Tells where the bytes of a job's files can be had."),
          Route.of(
              GET,
              JOB + ":downloadStdLogs",
              ProjectJobServiceGrpc.getDownloadStdLogsMethod(),
              "For older clients: tells where the two streams can be had as files."),
          Route.of(
              GET,
              JOB + "/logs",
              ProjectJobServiceGrpc.getReadLogsMethod(),
              "Hands out what a job logs, one message a line, each with the offset at which to go"
                  + " on after it."),
          Route.of(
              GET,
              OPERATION,
              OperationServiceGrpc.getGetMethod(),
              "Tells how an operation stands."),
          Route.of(
              GET, OPERATION + ":cancel", OperationServiceGrpc.getCancelMethod(), "As POST does."),
          Route.of(
              POST,
              OPERATION + ":cancel",
              OperationServiceGrpc.getCancelMethod(),
              "Asks that an operation be given up."),
          Route.of(
              GET,
              "/rowrun/v1/server",
              ServerServiceGrpc.getGetServerInfoMethod(),
              "Tells what the server is and offers."),
          Route.of(
              GET,
              "/rowrun/v1/instanceTypes",
              ServerServiceGrpc.getListInstanceTypesMethod(),
              "Lists the instance types and which of them fit this host."),
          Route.of(
              GET,
              "/rowrun/v1/executions",
              ExecutionServiceGrpc.getListMethod(),
              "Lists executions, the newest first."),
          Route.of(
              GET,
              "/rowrun/v1/executions/{execution_id}",
              ExecutionServiceGrpc.getGetMethod(),
              "Tells about an execution."),
          Route.of(
              GET,
              "/rowrun/v1/projects/{project_id}/operations",
              ExecutionServiceGrpc.getListOperationsMethod(),
              "Lists a project's operations, the newest first."),
          Route.of(
              GET,
              "/rowrun/v1/jobs",
              ExecutionServiceGrpc.getListJobDetailsMethod(),
              "Tells of jobs what the vendor's API lets set but not read."),
          Route.of(
              GET,
              "/rowrun/v1/jobs/{job_id}/events",
              ExecutionServiceGrpc.getListJobEventsMethod(),
              "Tells which ways a job's status has gone."));

  /** A route with what the path says. */
  record Match(Route route, Map<String, String> pathValues) {}

  private Routes() {}

  /**
   * The route of a request; HEAD goes where GET goes.
   *
   * @param path as sent, percent-encoded
   * @throws HttpFailure 404 or 405
   */
  static Match find(String verb, String path) {
    String wanted = verb.equals("HEAD") ? "GET" : verb;
    Set<String> others = new TreeSet<>();
    for (Route route : ALL) {
      Optional<Map<String, String>> values = route.path().match(path);
      if (values.isPresent() && route.verb().name().equals(wanted)) {
        return new Match(route, values.get());
      }
      if (values.isPresent()) {
        others.add(route.verb().name());
      }
    }
    if (others.isEmpty()) {
      throw HttpFailure.notFound("nothing is served at " + path + ": see /openapi.json");
    }
    if (others.contains("GET")) {
      others.add("HEAD");
    }
    throw HttpFailure.wrongVerb(verb, path, others);
  }
}
