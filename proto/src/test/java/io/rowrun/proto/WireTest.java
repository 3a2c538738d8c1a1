package io.rowrun.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.rowrun.proto.api.OperationOuterClass;
import io.rowrun.proto.datasphere.v2.CreateProjectRequest;
import io.rowrun.proto.datasphere.v2.Project;
import io.rowrun.proto.datasphere.v2.ProjectExecutionRequest;
import io.rowrun.proto.datasphere.v2.jobs.CloudInstanceType;
import io.rowrun.proto.datasphere.v2.jobs.DownloadProjectJobFilesRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import io.rowrun.proto.datasphere.v2.jobs.ListProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.ProjectJobServiceGrpc;
import io.rowrun.proto.operation.GetOperationRequest;
import io.rowrun.proto.operation.Operation;
import io.rowrun.proto.validation.MapKeySpec;
import io.rowrun.proto.validation.Validation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WireTest {
  private static final FileDescriptor[] FILES = {
    Operation.getDescriptor().getFile(),
    GetOperationRequest.getDescriptor().getFile(),
    Project.getDescriptor().getFile(),
    CreateProjectRequest.getDescriptor().getFile(),
    Job.getDescriptor().getFile(),
    ListProjectJobRequest.getDescriptor().getFile(),
  };

  @Test
  void everyDefinitionIsWhatTheReferenceSays() {
    assertThat(WireDescriptions.of(FILES)).containsExactlyInAnyOrderEntriesOf(WireTable.read());
  }

  @Test
  void aSingleInstanceTypeOfAnOlderClientReadsAsAListOfOne() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(8, new byte[] {0x0a, 4, 'c', '1', '.', '4'});
    out.flush();

    JobParameters parameters = JobParameters.parseFrom(bytes.toByteArray());

    assertThat(parameters.getCloudInstanceTypesList())
        .containsExactly(CloudInstanceType.newBuilder().setName("c1.4").build());
  }

  @Test
  void theServicePathIsThatOfTheVendor() {
    assertThat(ProjectJobServiceGrpc.getReadLogsMethod().getFullMethodName())
        .isEqualTo("yandex.cloud.datasphere.v2.jobs.ProjectJobService/ReadLogs");
  }

  @Test
  void packedMessagesAreNamedAsTheVendorNamesThem() {
    assertThat(Any.pack(Job.getDefaultInstance()).getTypeUrl())
        .isEqualTo("type.googleapis.com/yandex.cloud.datasphere.v2.jobs.Job");
  }

  @Test
  void optionsHaveTheVendorsNumbers() {
    assertThat(OperationOuterClass.operation.getNumber()).isEqualTo(87334);
    assertThat(OperationOuterClass.operation.getDescriptor().getContainingType())
        .isEqualTo(MethodOptions.getDescriptor());
    assertThat(io.rowrun.proto.api.Operation.METADATA_FIELD_NUMBER).isEqualTo(1);
    assertThat(io.rowrun.proto.api.Operation.RESPONSE_FIELD_NUMBER).isEqualTo(2);
    assertThat(Validation.exactlyOne.getNumber()).isEqualTo(101400);
    assertThat(Validation.required.getNumber()).isEqualTo(101501);
    assertThat(Validation.pattern.getNumber()).isEqualTo(101502);
    assertThat(Validation.value.getNumber()).isEqualTo(101503);
    assertThat(Validation.size.getNumber()).isEqualTo(101504);
    assertThat(Validation.length.getNumber()).isEqualTo(101505);
    assertThat(Validation.unique.getNumber()).isEqualTo(101506);
    assertThat(Validation.mapKey.getNumber()).isEqualTo(101510);
    assertThat(Validation.bytes.getNumber()).isEqualTo(101511);
    assertThat(MapKeySpec.LENGTH_FIELD_NUMBER).isEqualTo(3);
  }

  @Test
  void rulesOfTheVendorAreDeclared() {
    assertThat(
            options(JobParameters.getDescriptor().findFieldByNumber(8))
                .getExtension(Validation.size))
        .isEqualTo(">=1");
    assertThat(
            options(ListProjectJobRequest.getDescriptor().findFieldByNumber(4))
                .getExtension(Validation.length))
        .isEqualTo("<=1000");
    assertThat(
            options(DownloadProjectJobFilesRequest.getDescriptor().findFieldByNumber(1))
                .getExtension(Validation.required))
        .isTrue();
    assertThat(
            ProjectExecutionRequest.getDescriptor()
                .getOneofs()
                .get(0)
                .getOptions()
                .getExtension(Validation.exactlyOne))
        .isTrue();
  }

  private static FieldOptions options(FieldDescriptor field) {
    return field.getOptions();
  }
}
