package io.rowrun.server.submit;

import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobResponse;
import java.util.function.Consumer;

/** Reading jobs. */
final class Jobs {
  /** As large as the vendor's client asks for: a page has to fit into 4 MB. */
  private static final int PAGE_SIZE = 50;

  private Jobs() {}

  static Job get(Api api, String id) {
    GetProjectJobRequest request = GetProjectJobRequest.newBuilder().setJobId(id).build();
    return Rpc.call("get job " + id, () -> api.jobs().get(request));
  }

  /**
   * Tells the reader of the jobs of the project, the newest first.
   *
   * @param filter as the API has it; empty for all
   * @param limit how many at most
   */
  static void list(Api api, String filter, long limit, Consumer<Job> reader) {
    long left = limit;
    String page = "";
    do {
      ListProjectJobRequest request =
          ListProjectJobRequest.newBuilder()
              .setProjectId(api.project())
              .setFilter(filter)
              .setPageSize(Math.min(left, PAGE_SIZE))
              .setPageToken(page)
              .build();
      ListProjectJobResponse answer = Rpc.call("list jobs", () -> api.jobs().list(request));
      answer.getJobsList().stream().limit(left).forEach(reader);
      left -= answer.getJobsCount();
      page = answer.getNextPageToken();
    } while (left > 0 && !page.isEmpty());
  }
}
