package io.rowrun.executor.service;

import static io.rowrun.executor.service.JobLifeTest.assertFails;
import static io.rowrun.executor.service.Stack.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.rowrun.executor.files.ZipBytes;
import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.StorageFile;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.v1.FileKind;
import org.junit.jupiter.api.Test;

/** Local modules on their way from the client into the working directory. */
final class LocalModuleTest extends OnStack {
  @Test
  void aModuleIsSentLikeAnInputAndStandsInTheWorkingDirectory() {
    byte[] script = Stack.utf8("from package.two import name\nprint(name)\n");
    byte[] zip = ZipBytes.of("package/__init__.py", "", "package/two.py", "name = 'Ada'\n").bytes();
    File module = module("/tmp/tmp1234/package", "_LOCAL_MODULE_0", zip);
    File main = Stack.file("main.py", "", script);
    JobParameters.Builder parameters = parameters("python3 main.py").addInputFiles(main);
    parameters.getEnvBuilder().getPythonEnvBuilder().addLocalModules(module);

    var created = stack.create(parameters);

    String jobId = created.getJobId();
    assertThat(created.getUploadFilesList())
        .extracting(StorageFile::getFile)
        .containsExactlyInAnyOrder(main, module);
    stack.upload(jobId, "main.py", script, 100);
    assertFails(
        Status.Code.FAILED_PRECONDITION,
        "'/tmp/tmp1234/package' has not been uploaded",
        () -> stack.execute(jobId));
    stack.upload(jobId, FileKind.LOCAL_MODULE, "/tmp/tmp1234/package", zip, 100);
    stack.awaitDone(stack.execute(jobId).getId());
    assertThat(stack.log(jobId)).endsWith("Ada\n");
    assertThat(stack.get(jobId).getStatus()).isEqualTo(JobStatus.SUCCESS);
    assertThat(stack.create(parameters).getUploadFilesList()).isEmpty();
  }

  @Test
  void aHostileModuleEndsTheJobBeforeItsProgramStarts() {
    byte[] zip = ZipBytes.of("../../../out.py", "x").bytes();
    JobParameters.Builder parameters = parameters("echo ran");
    parameters.getEnvBuilder().getPythonEnvBuilder().addLocalModules(module("m", "", zip));
    String jobId = stack.create(parameters).getJobId();
    stack.upload(jobId, FileKind.LOCAL_MODULE, "m", zip, 100);

    Operation operation = stack.awaitDone(stack.execute(jobId).getId());

    assertThat(operation.getError().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
    assertThat(operation.getError().getMessage())
        .isEqualTo(
            "local module 'm' cannot be unpacked: its entry '../../../out.py' leads out of the"
                + " directory, or around in it");
    assertThat(root.resolve("out.py")).doesNotExist();
    assertThat(stack.log(jobId)).doesNotContain("ran\n");
  }

  @Test
  void aModuleIsToldFromOthersByItsPath() {
    byte[] zip = ZipBytes.of("m.py", "").bytes();
    assertRefused(
        "local module '' has an empty path: by it its bytes are sent", module("", "", zip));
    assertRefused(
        "local module 'm' has the path of another local module or of an input file",
        module("m", "", zip),
        module("m", "", zip));
    assertRefused("variable 'a b' of local module 'm' is no name", module("m", "a b", zip));
    assertRefused("variable V is declared twice", module("m", "V", zip), module("n", "V", zip));
  }

  private void assertRefused(String message, File... modules) {
    JobParameters.Builder parameters = parameters("true");
    for (File module : modules) {
      parameters.getEnvBuilder().getPythonEnvBuilder().addLocalModules(module);
    }
    assertFails(Status.Code.INVALID_ARGUMENT, message, () -> stack.create(parameters));
  }

  private static File module(String path, String var, byte[] zip) {
    return Stack.file(path, var, zip).toBuilder()
        .setCompressionType(FileCompressionType.ZIP)
        .build();
  }
}
