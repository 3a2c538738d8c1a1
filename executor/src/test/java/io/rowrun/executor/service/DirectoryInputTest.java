package io.rowrun.executor.service;

import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.rowrun.executor.files.ZipBytes;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.DownloadRequest;
import io.rowrun.proto.v1.FileKind;
import io.rowrun.proto.v1.FileServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Directories that jobs read and write, and what the command calls them. */
final class DirectoryInputTest extends OnStack {
  @Test
  void aDirectoryStandsWhereItIsDeclared() {
    byte[] zip =
        ZipBytes.of("models/", "", "models/a.txt", "one\n", "models/sub/run.sh", "echo two")
            .bytes();
    String jobId =
        create(
            parameters("cat models/a.txt && ./models/sub/run.sh"),
            zip,
            directory("models/", "", zip));

    succeed(jobId);

    assertThat(stack.log(jobId)).isEqualTo("one\ntwo\n");
  }

  @Test
  void aDirectoryBelowAnotherStandsThere() {
    byte[] zip = ZipBytes.of("models/a.txt", "one\n").bytes();
    String jobId =
        create(parameters("cat data/v1/models/a.txt"), zip, directory("data/v1/models", "", zip));

    succeed(jobId);

    assertThat(stack.log(jobId)).isEqualTo("one\n");
  }

  @Test
  void aDirectoryOfElsewhereIsKnownByItsVariable() {
    byte[] zip = ZipBytes.of("data/a.txt", "one\n").bytes();
    String jobId =
        create(
            parameters("ls ${DIR} && cat ${DIR}/a.txt && basename ${DIR}"),
            zip,
            directory("/home/me/data", "DIR", zip));

    succeed(jobId);

    assertThat(stack.log(jobId)).isEqualTo("a.txt\none\ndata\n");
  }

  @Test
  void aDirectoryAndAFileInItAreBothThere() {
    byte[] zip = ZipBytes.of("d/a", "old", "d/b", "b").bytes();
    JobParameters.Builder parameters =
        parameters("cat d/a d/b").addInputFiles(directory("d", "", zip));
    byte[] file = Stack.utf8("new");
    String jobId = stack.create(parameters.addInputFiles(Stack.file("d/a", "", file))).getJobId();
    stack.upload(jobId, "d", zip, 1000);
    stack.upload(jobId, "d/a", file, 1000);

    succeed(jobId);

    assertThat(stack.log(jobId)).isEqualTo("newb");
  }

  @Test
  void aHostileArchiveEndsTheJobBeforeItsProgramStarts() {
    byte[] zip = ZipBytes.of("d/../../../out", "x").bytes();
    String jobId = create(parameters("echo ran"), zip, directory("d", "", zip));

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(operation.getError().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
    assertThat(operation.getError().getMessage())
        .isEqualTo(
            "input file 'd' cannot be unpacked: its entry 'd/../../../out' leads out of the"
                + " directory, or around in it");
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.ERROR);
    assertThat(stack.get(jobId).getStatusDetails()).isEqualTo(operation.getError().getMessage());
    assertThat(root.resolve("out")).doesNotExist();
    assertThat(root.resolve("jobs/out")).doesNotExist();
    assertThat(root.resolve("jobs").resolve(jobId).resolve("work")).doesNotExist();
  }

  @Test
  void bytesThatAreNoArchiveEndTheJob() {
    byte[] bytes = Stack.utf8("no archive at all, though it is declared as one");
    String jobId = create(parameters("true"), bytes, directory("d", "", bytes));

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(operation.getError().getMessage())
        .isEqualTo("input file 'd' cannot be unpacked: it is no ZIP archive");
  }

  @Test
  void anOutputDirectoryComesAsAnArchiveThatBeginsWithItsName() throws IOException {
    String jobId =
        stack
            .create(
                parameters(
                        "mkdir -p out/sub ${FAR}; echo a > out/a; echo b > out/sub/b; echo c > ${FAR}/c")
                    .addOutputFiles(desc("out/", ""))
                    .addOutputFiles(desc("out/a", ""))
                    .addOutputFiles(desc("/srv/far", "FAR")))
            .getJobId();

    succeed(jobId);

    var files = stack.get(jobId).getOutputFilesList();
    assertThat(files)
        .extracting(file -> file.getDesc().getPath(), File::getCompressionType)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("out/", FileCompressionType.ZIP),
            org.assertj.core.groups.Tuple.tuple("out/a", FileCompressionType.NONE),
            org.assertj.core.groups.Tuple.tuple("/srv/far", FileCompressionType.ZIP));
    assertThat(entries(download(jobId, "out/")))
        .containsExactly("out/", "out/a", "out/sub/", "out/sub/b");
    assertThat(entries(download(jobId, "/srv/far"))).containsExactly("far/", "far/c");
  }

  @Test
  void whatOneJobGaveAnotherTakes() {
    String first =
        stack.create(parameters("mkdir d; echo hi > d/f").addOutputFiles(desc("d", ""))).getJobId();
    succeed(first);

    var second =
        stack.create(parameters("cat d/f").addInputFiles(stack.get(first).getOutputFiles(0)));

    assertThat(second.getUploadFilesList()).isEmpty();
    succeed(second.getJobId());
    assertThat(stack.log(second.getJobId())).isEqualTo("hi\n");
  }

  private void succeed(String jobId) {
    Operation operation = stack.awaitDone(stack.execute(jobId).getId());
    assertThat(operation.getError().getMessage()).isEmpty();
    assertThat(stack.get(jobId).getStatus()).as(stack.log(jobId)).isEqualTo(JobStatus.SUCCESS);
  }

  private String create(JobParameters.Builder parameters, byte[] zip, File file) {
    var created = stack.create(parameters.addInputFiles(file));
    assertThat(created.getUploadFilesList())
        .extracting(upload -> upload.getFile())
        .containsExactly(file);
    stack.upload(created.getJobId(), file.getDesc().getPath(), zip, 1000);
    return created.getJobId();
  }

  private static File directory(String path, String var, byte[] zip) {
    return Stack.file(path, var, zip).toBuilder()
        .setCompressionType(FileCompressionType.ZIP)
        .build();
  }

  private static FileDesc desc(String path, String var) {
    return FileDesc.newBuilder().setPath(path).setVar(var).build();
  }

  private static List<String> entries(byte[] zip) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  private byte[] download(String jobId, String path) {
    ByteString[] all = {ByteString.EMPTY};
    FileServiceGrpc.newBlockingStub(stack.channel())
        .download(
            DownloadRequest.newBuilder()
                .setJobId(jobId)
                .setKind(FileKind.OUTPUT)
                .setPath(path)
                .build())
        .forEachRemaining(answer -> all[0] = all[0].concat(answer.getChunk()));
    return all[0].toByteArray();
  }
}
