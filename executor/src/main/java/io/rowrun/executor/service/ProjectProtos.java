package io.rowrun.executor.service;

import io.rowrun.executor.job.Project;

/** Projects, domain → wire. */
final class ProjectProtos {
  private ProjectProtos() {}

  static io.rowrun.proto.datasphere.v2.Project project(Project project) {
    return io.rowrun.proto.datasphere.v2.Project.newBuilder()
        .setId(project.id())
        .setName(project.name())
        .setDescription(project.description())
        .putAllLabels(project.labels())
        .setCreatedAt(WireTime.timestamp(project.createdAt()))
        .setCreatedById(project.createdBy())
        .build();
  }
}
