package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rowrun.executor.job.Compression;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.Execution;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.InputFile;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.JobStatus;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.StoredFile;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobMetadata;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.JobProgress;
import io.rowrun.proto.datasphere.v2.jobs.JobResult;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // older clients read the deprecated field: it is tested
final class OperationProtosTest {
  private static final Instant START = Instant.parse("2026-11-20T06:00:00.123Z");
  private static final Instant END = Instant.parse("2026-11-20T06:00:09.500Z");
  private static final Job JOB =
      Job.builder("j1", "p", START, "ann", JobParameters.of("true"))
          .name("n")
          .description("d")
          .config("cmd: true")
          .build();

  @Test
  void createNamesTheJobAndTheFilesToSend() throws InvalidProtocolBufferException {
    Operation operation =
        Operation.completed("o1", Operation.Kind.CREATE_JOB, "p", "j1", START, "ann");
    InputFile missing = new InputFile("a.csv", "A", "0a", 3, Compression.NONE);

    StorageFile toSend =
        StorageFile.newBuilder().setFile(ParameterProtos.file(missing)).setUrl("http://u").build();

    var wire = OperationProtos.createJob(operation, List.of(toSend));

    assertThat(wire.getDone()).isTrue();
    assertThat(wire.getCreatedAt()).isEqualTo(WireTime.timestamp(START));
    assertThat(wire.getMetadata().unpack(CreateProjectJobMetadata.class))
        .isEqualTo(CreateProjectJobMetadata.newBuilder().setProjectId("p").setJobId("j1").build());
    assertThat(wire.getResponse().unpack(CreateProjectJobResponse.class))
        .isEqualTo(
            CreateProjectJobResponse.newBuilder()
                .setJobId("j1")
                .addUploadFiles(
                    StorageFile.newBuilder()
                        .setUrl("http://u")
                        .setFile(
                            File.newBuilder()
                                .setDesc(FileDesc.newBuilder().setPath("a.csv").setVar("A"))
                                .setSha256("0a")
                                .setSizeBytes(3)
                                .setCompressionType(FileCompressionType.NONE)))
                .build());
  }

  @Test
  void aRunningExecutionShowsItsJobTwiceAndItsProgress() throws InvalidProtocolBufferException {
    Operation operation =
        Operation.started("o1", Operation.Kind.EXECUTE_JOB, "p", "j1", START, "ann");
    Execution execution = execution(JobStatus.EXECUTING, null, null, 40, "half");

    var wire = executed(operation, JOB, execution);

    assertThat(wire.getDone()).isFalse();
    assertThat(wire.hasResponse()).isFalse();
    assertThat(wire.hasError()).isFalse();
    assertThat(wire.getMetadata().unpack(ExecuteProjectJobMetadata.class))
        .isEqualTo(
            ExecuteProjectJobMetadata.newBuilder()
                .setJob(JobProtos.job(JOB))
                .setMetadata(JobProtos.metadata(JOB))
                .setProgress(
                    JobProgress.newBuilder()
                        .setProgress(40)
                        .setMessage("half")
                        .setCreateTime(WireTime.timestamp(END)))
                .build());
  }

  @Test
  void anExitCodeOtherThanZeroIsAResponseNotAnError() throws InvalidProtocolBufferException {
    var wire = executed(done(null, null), JOB, execution(JobStatus.ERROR, 3, null, null, null));

    assertThat(wire.hasError()).isFalse();
    assertThat(wire.getResponse().unpack(ExecuteProjectJobResponse.class))
        .isEqualTo(
            ExecuteProjectJobResponse.newBuilder()
                .addOutputFiles(
                    StorageFile.newBuilder()
                        .setFile(
                            File.newBuilder()
                                .setDesc(FileDesc.newBuilder().setPath("out"))
                                .setSha256("0b")
                                .setSizeBytes(7)
                                .setCompressionType(FileCompressionType.NONE)))
                .setResult(JobResult.newBuilder().setReturnCode(3))
                .addOutputFilesErrors(
                    FileUploadError.newBuilder()
                        .setOutputFileDesc(FileDesc.newBuilder().setPath("gone").setVar("G"))
                        .setDescription("not written")
                        .setType(FileUploadError.ErrorType.NOT_FOUND))
                .build());
  }

  @Test
  void aCancelIsAnErrorOfCodeOne() {
    var wire =
        executed(
            done(ErrorCode.CANCELLED, "Canceled by user"),
            JOB,
            execution(JobStatus.CANCELLED, 143, ErrorCode.CANCELLED, null, null));

    assertThat(wire.getDone()).isTrue();
    assertThat(wire.hasResponse()).isFalse();
    assertThat(wire.getError().getCode()).isEqualTo(1);
    assertThat(wire.getError().getMessage()).isEqualTo("Canceled by user");
  }

  @Test
  void anExecutionOfADeletedJobStillNamesIt() throws InvalidProtocolBufferException {
    var wire = executed(done(null, null), null, execution(JobStatus.SUCCESS, 0, null, null, null));

    var metadata = wire.getMetadata().unpack(ExecuteProjectJobMetadata.class);
    assertThat(metadata.getJob().getId()).isEqualTo("j1");
    assertThat(metadata.getMetadata().getProjectId()).isEqualTo("p");
    assertThat(wire.getResponse().unpack(ExecuteProjectJobResponse.class).getResult())
        .isEqualTo(JobResult.newBuilder().setReturnCode(0).build());
  }

  private static Operation done(@Nullable ErrorCode code, @Nullable String message) {
    return new Operation(
        "o1",
        "p",
        "j1",
        Operation.Kind.EXECUTE_JOB,
        "Execute job",
        START,
        "ann",
        END,
        true,
        code,
        message);
  }

  private static io.rowrun.proto.operation.Operation executed(
      Operation operation, @Nullable Job job, Execution execution) {
    List<StorageFile> outputs =
        execution.outputFiles().stream()
            .map(file -> StorageFile.newBuilder().setFile(JobProtos.file(file)).build())
            .toList();
    return OperationProtos.executeJob(operation, job, execution, outputs);
  }

  private static Execution execution(
      JobStatus state,
      @Nullable Integer returnCode,
      @Nullable ErrorCode error,
      @Nullable Integer progress,
      @Nullable String progressMessage) {
    return new Execution(
        "o1",
        "j1",
        "p",
        state,
        START,
        END,
        "ann",
        START,
        state.isFinal() ? END : null,
        4,
        null,
        null,
        1,
        returnCode,
        error,
        error == null ? null : "Canceled by user",
        progress,
        progressMessage,
        null,
        null,
        null,
        "local",
        "here",
        null,
        state.isFinal()
            ? List.of(new StoredFile("out", null, "0b", 7, Compression.NONE))
            : List.of(),
        state.isFinal()
            ? List.of(new FileError("gone", "G", "not written", FileError.Type.NOT_FOUND))
            : List.of(),
        List.of());
  }
}
