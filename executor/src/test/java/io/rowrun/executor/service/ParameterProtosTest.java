package io.rowrun.executor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.proto.datasphere.v2.jobs.DockerImageSpec;
import io.rowrun.proto.datasphere.v2.jobs.GracefulShutdownParameters;
import io.rowrun.proto.datasphere.v2.jobs.JobParameters;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ParameterProtosTest {
  @Test
  void everyFieldThatComesInGoesOutAgain() {
    JobParameters full = full(JobParameters.newBuilder()).build();

    assertThat(full.getEnv().getDockerImageSpec().getPasswordDsSecretName()).isNotEmpty();
    assertThat(throughTheDomain(full)).isEqualTo(full);
  }

  @Test
  void anImageNamedByIdGoesOutAgain() {
    var full = full(JobParameters.newBuilder());
    full.getEnvBuilder().setDockerImageResourceId("bt1image");

    assertThat(throughTheDomain(full.build())).isEqualTo(full.build());
  }

  @Test
  void aPasswordNeverGoesOut() {
    var in = full(JobParameters.newBuilder());
    in.getEnvBuilder()
        .setDockerImageSpec(
            DockerImageSpec.newBuilder()
                .setImageUrl("images/one")
                .setUsername("me")
                .setPasswordPlainText("hunter2"));
    var expected = in.clone();
    expected.getEnvBuilder().getDockerImageSpecBuilder().clearPassword();

    assertThat(throughTheDomain(in.build())).isEqualTo(expected.build());
  }

  @Test
  void nothingSetStaysNothingSet() {
    assertThat(throughTheDomain(JobParameters.getDefaultInstance()).getAllFields().keySet())
        .extracting(FieldDescriptor::getName)
        .containsExactly("env");
  }

  @Test
  void aSignalOutOfRangeIsRefused() {
    JobParameters wire =
        JobParameters.newBuilder()
            .setGracefulShutdownParameters(GracefulShutdownParameters.newBuilder().setSignal(65))
            .build();

    assertThatExceptionOfType(ExecutorException.class)
        .isThrownBy(() -> ParameterProtos.fromWire(wire))
        .withMessage("graceful_shutdown_parameters.signal must be 0 to 64: 65");
  }

  private static JobParameters throughTheDomain(JobParameters wire) {
    return ParameterProtos.toWire(ParameterProtos.fromWire(wire));
  }

  /** Sets every field, so that a field which the translation forgets is missed. */
  private static <B extends Message.Builder> B full(B builder) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.isMapField()) {
        Message.Builder entry = builder.newBuilderForField(field);
        builder.addRepeatedField(field, full(entry).build());
      } else if (field.isRepeated()) {
        List.of(1, 2).forEach(n -> builder.addRepeatedField(field, value(builder, field, n)));
      } else {
        builder.setField(field, value(builder, field, 1));
      }
    }
    return builder;
  }

  private static Object value(Message.Builder builder, FieldDescriptor field, int n) {
    return switch (field.getJavaType()) {
      case MESSAGE -> full(builder.newBuilderForField(field)).build();
      case STRING -> field.getName().equals("sha256") ? "0a" : field.getName() + n;
      case BOOLEAN -> true;
      case LONG -> 10L + n;
      case INT -> 10 + n;
      case ENUM -> lastValue(field);
      case FLOAT, DOUBLE, BYTE_STRING ->
          throw new IllegalStateException("no sample for " + field.getFullName());
    };
  }

  private static EnumValueDescriptor lastValue(FieldDescriptor field) {
    List<EnumValueDescriptor> values = field.getEnumType().getValues();
    return values.get(values.size() - 1);
  }
}
