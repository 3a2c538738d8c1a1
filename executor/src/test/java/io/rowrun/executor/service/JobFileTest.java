package io.rowrun.executor.service;

import static io.rowrun.executor.service.JobLifeTest.assertFails;
import static io.rowrun.executor.service.Stack.file;
import static io.rowrun.executor.service.Stack.parameters;
import static io.rowrun.executor.service.Stack.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.rowrun.proto.datasphere.v2.jobs.ExecuteProjectJobResponse;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.FileUploadError;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.UploadResponse;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JobFileTest extends OnStack {
  @Test
  void createAsksForFilesThatTheProjectDoesNotHave() {
    File one = file("one.txt", "", utf8("one"));
    File two = file("two.txt", "TWO", utf8("two"));
    JobParameters.Builder parameters = parameters("true").addInputFiles(one).addInputFiles(two);
    var first = stack.create(parameters);
    stack.upload(first.getJobId(), "one.txt", utf8("one"), 10);

    var second = stack.create(parameters);

    assertThat(first.getUploadFilesList()).containsExactlyInAnyOrder(storage(one), storage(two));
    assertThat(second.getUploadFilesList()).containsExactly(storage(two));
  }

  @Test
  void inputsAreReadAndOutputsAreKept() {
    byte[] in = new byte[1_000_000];
    new Random(1).nextBytes(in);
    String jobId =
        stack
            .create(
                parameters("cat ${IN} sub/name.txt > ${OUT}; wc -c < ${IN} > size.txt")
                    .addInputFiles(file("/home/me/data.bin", "IN", in))
                    .addInputFiles(file("sub/name.txt", "", utf8("Ada")))
                    .addOutputFiles(desc("result.bin", "OUT"))
                    .addOutputFiles(desc("size.txt", ""))
                    .addOutputFiles(desc("never.txt", "")))
            .getJobId();
    assertThat(stack.upload(jobId, "/home/me/data.bin", in, 60_000))
        .isEqualTo(
            UploadResponse.newBuilder()
                .setSha256(Stack.sha256(in))
                .setSizeBytes(in.length)
                .build());
    stack.upload(jobId, "sub/name.txt", utf8("Ada"), 2);

    ExecuteProjectJobResponse response =
        Stack.executeResponse(stack.awaitDone(stack.execute(jobId).getId()));

    byte[] out = ByteString.copyFrom(in).concat(ByteString.copyFromUtf8("Ada")).toByteArray();
    assertThat(response.getResult().getReturnCode()).isZero();
    assertThat(response.getOutputFilesList())
        .extracting(file -> file.getFile().getDesc().getPath(), StorageFile::getUrl)
        .containsExactly(tuple("result.bin", ""), tuple("size.txt", ""));
    File result = response.getOutputFiles(0).getFile();
    assertThat(result.getSha256()).isEqualTo(Stack.sha256(out));
    assertThat(result.getSizeBytes()).isEqualTo(out.length);
    assertThat(result.getDesc().getVar()).isEqualTo("OUT");
    assertThat(response.getOutputFilesErrorsList())
        .extracting(error -> error.getOutputFileDesc().getPath(), FileUploadError::getType)
        .containsExactly(tuple("never.txt", FileUploadError.ErrorType.NOT_FOUND));
    var job = stack.get(jobId);
    assertThat(job.getStatus()).isEqualTo(JobStatus.SUCCESS);
    assertThat(job.getOutputFilesList())
        .isEqualTo(response.getOutputFilesList().stream().map(StorageFile::getFile).toList());
    assertThat(job.getFileErrorsList()).isEqualTo(response.getOutputFilesErrorsList());
    assertThat(download(jobId, FileKind.OUTPUT, "result.bin")).isEqualTo(out);
    assertThat(new String(download(jobId, FileKind.OUTPUT, "size.txt")).trim())
        .isEqualTo("1000000");
    assertThat(download(jobId, FileKind.INPUT, "/home/me/data.bin")).isEqualTo(in);
  }

  @Test
  void aFileWithoutBytesIsAFile() {
    String jobId =
        stack
            .create(
                parameters("test -f empty && : > out")
                    .addInputFiles(file("empty", "", new byte[0]))
                    .addOutputFiles(desc("out", "")))
            .getJobId();

    assertThat(stack.upload(jobId, "empty", new byte[0], 1).getSizeBytes()).isZero();

    stack.awaitDone(stack.execute(jobId).getId());
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.SUCCESS);
    assertThat(download(jobId, FileKind.OUTPUT, "out")).isEmpty();
  }

  @Test
  void aJobWithAMissingInputDoesNotStart() {
    String jobId =
        stack
            .create(
                parameters("true")
                    .addInputFiles(file("a", "", utf8("a")))
                    .addInputFiles(file("b", "", utf8("b"))))
            .getJobId();
    stack.upload(jobId, "a", utf8("a"), 1);

    assertFails(
        Status.Code.FAILED_PRECONDITION,
        "cannot execute job " + jobId + ": input file 'b' has not been uploaded",
        () -> stack.execute(jobId));

    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.CREATING);
    stack.upload(jobId, "b", utf8("b"), 1);
    stack.awaitDone(stack.execute(jobId).getId());
  }

  @Test
  void otherBytesThanDeclaredAreRefusedAndNotKept() {
    String jobId =
        stack.create(parameters("true").addInputFiles(file("a", "", utf8("right")))).getJobId();

    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "file 'a' is not what was declared: sha256 " + Stack.sha256(utf8("right")),
        () -> stack.upload(jobId, "a", utf8("wrong"), 10));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "input file 'a' must have 5 bytes as declared: more than that came in",
        () -> stack.upload(jobId, "a", utf8("right but too long"), 4));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "file 'a' is not what was declared: size",
        () -> stack.upload(jobId, "a", utf8("righ"), 10));

    assertFails(Status.Code.FAILED_PRECONDITION, "'a'", () -> stack.execute(jobId));
    assertThat(root.resolve("tmp").toFile().list()).isEmpty();
  }

  @Test
  void aWrongSizeOfHeldBytesIsRefusedAtCreate() {
    File right = file("a", "", utf8("right"));
    String jobId = stack.create(parameters("true").addInputFiles(right)).getJobId();
    stack.upload(jobId, "a", utf8("right"), 10);

    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "input file 'a' is declared with 6 bytes, but the file of sha256 "
            + right.getSha256()
            + " has 5",
        () -> stack.create(parameters("true").addInputFiles(right.toBuilder().setSizeBytes(6))));
  }

  @Test
  void filesThatTheJobDoesNotNameAreNotFound() {
    String jobId = stack.create(parameters("true")).getJobId();

    assertFails(
        Status.Code.NOT_FOUND,
        "job " + jobId + " has no input file 'x'",
        () -> stack.upload(jobId, "x", utf8("x"), 1));
    assertFails(
        Status.Code.NOT_FOUND,
        "job " + jobId + " has no OUTPUT file '../rowrun.db'",
        () -> download(jobId, FileKind.OUTPUT, "../rowrun.db"));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "kind is required",
        () -> download(jobId, FileKind.FILE_KIND_UNSPECIFIED, "x"));
  }

  private byte[] download(String jobId, FileKind kind, String path) {
    return stack.download(jobId, kind, path);
  }

  private static FileDesc desc(String path, String var) {
    return FileDesc.newBuilder().setPath(path).setVar(var).build();
  }

  private static StorageFile storage(File file) {
    return StorageFile.newBuilder().setFile(file).build();
  }
}
