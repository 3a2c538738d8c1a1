package io.rowrun.server.submit;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows a job's log while it grows, on a thread of its own. A stream that breaks, or that ends
 * before the job has, is opened again where it was. Thread-safe.
 */
final class LogFollower implements AutoCloseable {
  static final long FROM_THE_START = 0;
  static final long FROM_NOW_ON = -1;

  private static final String SYSTEM_LOG = ".system.log";
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 2000;
  private static final long TAIL_SECONDS = 15;

  private final Api api;
  private final Console console;
  private final String jobId;
  private final Context.CancellableContext context = Context.current().withCancellation();
  private final CountDownLatch firstEnd = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "rowrun-log");
  private volatile boolean jobEnded;
  private long offset;
  private long pause = FIRST_PAUSE_MILLIS;

  private LogFollower(Api api, Console console, String jobId, long offset) {
    this.api = api;
    this.console = console;
    this.jobId = jobId;
    this.offset = offset;
  }

  /** How a stream ended: at its end, in its middle, or with an error that will come again. */
  private enum StreamEnd {
    WHOLE,
    BROKEN,
    REFUSED
  }

  static LogFollower start(Api api, Console console, String jobId, long offset) {
    LogFollower follower = new LogFollower(api, console, jobId, offset);
    follower.thread.setDaemon(true);
    follower.thread.start();
    return follower;
  }

  /** Waits for the stream's end, which says that the job has ended, but not for longer. */
  void awaitEnd(long millis) throws InterruptedException {
    if (!firstEnd.await(millis, TimeUnit.MILLISECONDS)) {
      return;
    }
    thread.join(millis);
  }

  /** The job has ended: shows what is left of its log, and returns. */
  void finish() {
    jobEnded = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(TAIL_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  @Override
  public void close() {
    context.cancel(null);
    thread.interrupt();
  }

  private void follow() {
    try {
      context.run(this::readUntilTheJobHasEnded);
    } catch (SubmitException e) {
      // interrupted by close
    }
  }

  private void readUntilTheJobHasEnded() {
    while (!context.isCancelled()) {
      boolean endedBefore = jobEnded;
      StreamEnd end = readOneStream();
      if (end != StreamEnd.BROKEN) {
        firstEnd.countDown();
      }
      if (end == StreamEnd.REFUSED || (end == StreamEnd.WHOLE && endedBefore)) {
        return;
      }
      pauseUnlessTheJobHasEnded();
    }
  }

  private StreamEnd readOneStream() {
    try {
      ReadProjectJobLogsRequest request =
          ReadProjectJobLogsRequest.newBuilder().setJobId(jobId).setOffset(offset).build();
      Iterator<ReadProjectJobLogsResponse> answers = api.streams().readLogs(request);
      while (answers.hasNext()) {
        ReadProjectJobLogsResponse answer = answers.next();
        answer.getLogsList().forEach(this::show);
        offset = answer.getOffset();
        pause = FIRST_PAUSE_MILLIS;
      }
      return StreamEnd.WHOLE;
    } catch (StatusRuntimeException e) {
      if (context.isCancelled() || Rpc.isConnectionLost(e.getStatus())) {
        return StreamEnd.BROKEN;
      }
      console.say("cannot read the log of job " + jobId + ": " + Rpc.describe(e));
      return StreamEnd.REFUSED;
    }
  }

  private void show(LogMessage message) {
    if (message.hasFilePath()) {
      if (message.getFilePath().equals(SYSTEM_LOG)) {
        console.system(message.getContent());
      }
      return;
    }
    switch (message.getStandardStream()) {
      case ERR -> console.programErr(message.getContent());
      default -> console.programOut(message.getContent());
    }
  }

  private void pauseUnlessTheJobHasEnded() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    while (!jobEnded && System.nanoTime() < end) {
      Rpc.pause(20);
    }
  }
}
