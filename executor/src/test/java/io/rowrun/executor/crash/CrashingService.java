package io.rowrun.executor.crash;

import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.OutputDatasetDesc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * The program that {@link CrashTest} kills: opens the executor, submits jobs as fast as they end,
 * and prints a line for every acknowledgement. Arguments: data directory, directory of marks,
 * number of the first job.
 */
final class CrashingService {
  /** Eight jobs at a time. */
  static final ExecutorOptions OPTIONS = ExecutorOptions.defaults().withSlots(32);

  private static final int JOBS_UNDER_WAY = 12;

  private CrashingService() {}

  public static void main(String[] args) throws Exception {
    Path marks = Path.of(args[1]);
    DataDirectory directory = DataDirectory.awaitOwnership(Path.of(args[0]));
    EmbeddedExecutor executor = EmbeddedExecutor.open(directory, OPTIONS);
    ProjectJobServiceBlockingStub jobs = ProjectJobServiceGrpc.newBlockingStub(executor.channel());
    System.out.println("READY");
    Semaphore room = new Semaphore(JOBS_UNDER_WAY);
    for (int n = Integer.parseInt(args[2]); ; n++) {
      room.acquire();
      String jobId = submit(jobs, marks, n);
      String job = jobId;
      Thread waiter = new Thread(() -> awaitEnd(jobs, job, room), "await-" + n);
      waiter.setDaemon(true);
      waiter.start();
    }
  }

  private static String submit(ProjectJobServiceBlockingStub jobs, Path marks, int n)
      throws Exception {
    CreateProjectJobRequest request =
        CreateProjectJobRequest.newBuilder()
            .setProjectId("crash")
            .setName("job-" + n)
            .setJobParameters(
                JobParameters.newBuilder()
                    .setCmd(CrashJob.command(marks, n))
                    .addOutputDatasets(
                        OutputDatasetDesc.newBuilder()
                            .setName(CrashJob.DATASET)
                            .setSizeGb(1)
                            .setVar("NUMBERS"))
                    .addOutputFiles(FileDesc.newBuilder().setPath(CrashJob.OUTPUT))
                    .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4")))
            .build();
    String jobId =
        jobs.create(request).getResponse().unpack(CreateProjectJobResponse.class).getJobId();
    System.out.println("CREATED " + n + " " + jobId + " .");
    jobs.execute(ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build());
    System.out.println("EXECUTED " + n + " " + jobId + " .");
    return jobId;
  }

  private static void awaitEnd(ProjectJobServiceBlockingStub jobs, String jobId, Semaphore room) {
    CrashJob.readLog(jobs, jobId);
    room.release();
  }
}
