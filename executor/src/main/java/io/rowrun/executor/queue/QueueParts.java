package io.rowrun.executor.queue;

import io.rowrun.executor.environment.Surroundings;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.launcher.JobImages;
import io.rowrun.executor.launcher.Launcher;
import io.rowrun.executor.resource.Resources;
import io.rowrun.executor.store.Database;
import java.time.InstantSource;

/** What a queue stands on; none of it is its to close. */
public record QueueParts(
    Database store,
    Launcher launcher,
    ProjectFiles files,
    ProjectDirectories projects,
    Resources resources,
    JobImages images,
    Surroundings surroundings,
    JobDirectories directories,
    ExecutionWatch watch,
    Node node,
    InstantSource clock) {}
