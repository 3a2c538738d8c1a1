package io.rowrun.executor.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Project;
import io.rowrun.proto.datasphere.v2.Project.Limits;
import io.rowrun.proto.datasphere.v2.Project.Settings;

/** Projects, wire ↔ domain. */
final class ProjectProtos {
  private ProjectProtos() {}

  static io.rowrun.proto.datasphere.v2.Project project(Project project) {
    var wire =
        io.rowrun.proto.datasphere.v2.Project.newBuilder()
            .setId(project.id())
            .setName(project.name())
            .setDescription(project.description())
            .putAllLabels(project.labels())
            .setCreatedAt(WireTime.timestamp(project.createdAt()))
            .setCreatedById(project.createdBy())
            .setCommunityId(project.communityId());
    if (!project.settings().isEmpty()) {
      read(project.settings(), wire.getSettingsBuilder());
    }
    if (!project.limits().isEmpty()) {
      read(project.limits(), wire.getLimitsBuilder());
    }
    return wire.build();
  }

  /** The project with what may change of it taken from the message. */
  static Project changed(Project project, io.rowrun.proto.datasphere.v2.Project wire) {
    return new Project(
        project.id(),
        wire.getName(),
        wire.getDescription(),
        wire.getLabelsMap(),
        project.createdAt(),
        project.createdBy(),
        project.communityId(),
        wire.hasSettings() ? settings(wire.getSettings()) : "",
        wire.hasLimits() ? limits(wire.getLimits()) : "");
  }

  static String settings(Settings settings) {
    return write(settings);
  }

  static String limits(Limits limits) {
    return write(limits);
  }

  private static String write(Message message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message without Any is always printable", e);
    }
  }

  private static void read(String json, Message.Builder into) {
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(json, into);
    } catch (InvalidProtocolBufferException e) {
      throw new ExecutorException(
          ErrorCode.DATA_LOSS, "settings of a project are no valid JSON: " + e.getMessage(), e);
    }
  }
}
