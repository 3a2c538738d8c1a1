package io.rowrun.executor.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Job;
import io.rowrun.executor.logs.LogChunk;
import io.rowrun.executor.logs.LogReader;
import io.rowrun.executor.queue.ExecutionWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out the log of a job: from an offset to what is written now, or to the end of the job and
 * of its log. A job that has not started is waited for.
 */
final class LogStream<T> extends PacedStream<T> {
  private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
  private static final long FROM_NOW_ON = -1;
  private static final int MAX_BYTES = 128 * 1024;
  private static final int MAX_CHUNKS = 4096;

  private final ServiceParts parts;
  private final String jobId;
  private final LogReader log;
  private final Format<T> format;
  private final boolean follow;
  private final long until;
  private long offset;
  private boolean jobEnded;
  private ExecutionWatch.@Nullable Subscription subscription;

  private LogStream(
      ServerCallStreamObserver<T> answer,
      ServiceParts parts,
      String jobId,
      LogReader log,
      long offset,
      Format<T> format)
      throws IOException {
    super(answer, parts.streams());
    this.parts = parts;
    this.jobId = jobId;
    this.log = log;
    this.format = format;
    this.follow = RequestHeaders.current().follow();
    this.until = follow ? Long.MAX_VALUE : log.end();
    this.offset = offset == FROM_NOW_ON ? log.end() : offset;
  }

  /** Makes a message of chunks of the log; {@code next} is where to read on. */
  interface Format<T> {
    T message(List<LogChunk> chunks, long next);
  }

  /**
   * Starts to answer.
   *
   * @param offset where to begin; -1: from now on
   * @throws ExecutorException NOT_FOUND, INVALID_ARGUMENT for any other negative offset, or
   *     FAILED_PRECONDITION if the job's data was cleared
   */
  static <T> void start(
      ServerCallStreamObserver<T> answer,
      ServiceParts parts,
      String jobId,
      long offset,
      Format<T> format) {
    if (offset < FROM_NOW_ON) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "offset must be 0 or more, or -1 for what comes from now on: " + offset);
    }
    JobFiles.requireData(parts.store().jobs().get(jobId));
    try {
      LogReader log = LogReader.open(parts.directories().of(jobId));
      new LogStream<>(answer, parts, jobId, log, offset, format).watchAndStart();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the log of job " + jobId, e);
    }
  }

  private void watchAndStart() {
    if (follow) {
      subscription = parts.watch().watch(jobId, this::wake);
    }
    start();
  }

  @Override
  Progress step() throws IOException {
    int maxBytes = (int) Math.max(0, Math.min(MAX_BYTES, until - offset));
    List<LogChunk> chunks = maxBytes == 0 ? List.of() : log.read(offset, maxBytes);
    if (log.missesBytes()) {
      checkStillThere();
    }
    if (!chunks.isEmpty()) {
      sendSome(chunks);
      return Progress.MORE;
    }
    return follow && !jobEnded ? lookForTheEnd() : Progress.ENDED;
  }

  /** The log may have been taken from under us; else its program has removed it, its own affair. */
  private void checkStillThere() {
    JobFiles.requireData(parts.store().jobs().get(jobId));
  }

  /** All of the log is readable before a job is seen to have ended: one more look is enough. */
  private Progress lookForTheEnd() throws IOException {
    Job job = parts.store().jobs().get(jobId);
    if (log.end() == 0) {
      JobFiles.requireData(job); // or it was deleted before anything of it was read
    }
    jobEnded = job.status().isFinal();
    return jobEnded ? Progress.MORE : Progress.WAITING;
  }

  private void sendSome(List<LogChunk> chunks) {
    List<LogChunk> some = chunks.subList(0, Math.min(chunks.size(), MAX_CHUNKS));
    offset = some.get(some.size() - 1).end();
    send(format.message(some, offset));
  }

  @Override
  void release() {
    if (subscription != null) {
      subscription.close();
    }
    try {
      log.close();
    } catch (IOException e) {
      LOG.warn("cannot close the log of job {}", jobId, e);
    }
  }
}
