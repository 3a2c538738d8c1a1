package io.rowrun.executor.crash;

import io.rowrun.executor.DataDirectory;
import io.rowrun.executor.EmbeddedExecutor;
import io.rowrun.executor.ExecutorOptions;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.PipOptions;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc.ProjectJobServiceBlockingStub;
import io.rowrun.proto.datasphere.v2.jobs.PythonEnv;
import java.nio.file.Path;

/**
 * The program that {@link SetUpCrashTest} kills: submits one job with a requirement, and prints its
 * id. Arguments: data directory, URL of the index.
 */
final class SetUpService {
  private SetUpService() {}

  public static void main(String[] args) throws Exception {
    DataDirectory directory = DataDirectory.awaitOwnership(Path.of(args[0]));
    EmbeddedExecutor executor = EmbeddedExecutor.open(directory, ExecutorOptions.defaults());
    ProjectJobServiceBlockingStub jobs = ProjectJobServiceGrpc.newBlockingStub(executor.channel());
    PythonEnv python =
        PythonEnv.newBuilder()
            .addRequirements("alpha==1.0")
            .setPipOptions(PipOptions.newBuilder().setIndexUrl(args[1]))
            .build();
    JobParameters parameters =
        JobParameters.newBuilder()
            .setCmd("python -c 'import alpha; print(alpha.version)'")
            .setEnv(Environment.newBuilder().setPythonEnv(python))
            .addCloudInstanceTypes(CloudInstanceType.newBuilder().setName("c1.4"))
            .build();
    String jobId =
        jobs.create(
                CreateProjectJobRequest.newBuilder()
                    .setProjectId("crash")
                    .setJobParameters(parameters)
                    .build())
            .getResponse()
            .unpack(CreateProjectJobResponse.class)
            .getJobId();
    jobs.execute(ExecuteProjectJobRequest.newBuilder().setJobId(jobId).build());
    System.out.println(jobId);
    Thread.currentThread().join(); // until it is killed
  }
}
