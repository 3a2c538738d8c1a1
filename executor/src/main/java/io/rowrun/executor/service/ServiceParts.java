package io.rowrun.executor.service;

import io.rowrun.executor.environment.Environments;
import io.rowrun.executor.files.ProjectDirectories;
import io.rowrun.executor.files.ProjectFiles;
import io.rowrun.executor.launcher.JobImages;
import io.rowrun.executor.queue.DataSweeper;
import io.rowrun.executor.queue.ExecutionWatch;
import io.rowrun.executor.queue.JobDirectories;
import io.rowrun.executor.queue.JobQueue;
import io.rowrun.executor.queue.Node;
import io.rowrun.executor.resource.Resources;
import io.rowrun.executor.store.Database;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the services stand on; none of it is theirs to close.
 *
 * @param engine name of what runs jobs, such as {@code local}
 * @param streams where logs and files are handed out from, a turn at a time; may have few threads,
 *     must not be that of the queue
 */
public record ServiceParts(
    Database store,
    ProjectFiles files,
    ProjectDirectories projects,
    Resources resources,
    Environments environments,
    JobImages images,
    FileLinks links,
    JobQueue queue,
    DataSweeper sweeper,
    ExecutionWatch watch,
    JobDirectories directories,
    Node node,
    String engine,
    InstantSource clock,
    Executor streams) {}
