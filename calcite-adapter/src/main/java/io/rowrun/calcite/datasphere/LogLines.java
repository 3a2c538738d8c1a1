package io.rowrun.calcite.datasphere;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.proto.datasphere.v2.jobs.GetProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Job;
import io.rowrun.proto.datasphere.v2.jobs.JobStatus;
import io.rowrun.proto.datasphere.v2.jobs.LogMessage;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsRequest;
import io.rowrun.proto.datasphere.v2.jobs.ReadProjectJobLogsResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a job's log: to what is written now with our server, to the job's end with another,
 * which follows. A line without an end counts as one when its job has ended. One thread at a time.
 */
final class LogLines implements CloseableIterator<LogLine> {
  private static final Metadata.Key<String> FOLLOW =
      Metadata.Key.of("rowrun-follow", Metadata.ASCII_STRING_MARSHALLER);

  private final Calls calls;
  private final String job;
  private final Deque<LogLine> ready = new ArrayDeque<>();
  private LogAssembly assembly = new LogAssembly();
  private Context.@Nullable CancellableContext call;
  private @Nullable Iterator<ReadProjectJobLogsResponse> answers;
  private long position;
  private boolean received;
  private boolean jobEnded;
  private boolean ended;

  /** Whether the next byte is the one before the first wanted, which must end a line. */
  private boolean checkLineEnd;

  private LogLines(Calls calls, String job, long from) {
    this.calls = calls;
    this.job = job;
    this.checkLineEnd = from > 0 && calls.server().getByteLogOffsets();
    this.position = checkLineEnd ? from - 1 : from;
  }

  /**
   * The lines after an offset. Where that is in the middle of a line, all lines from the beginning.
   *
   * @param from an offset that a line had, or 0
   */
  static CloseableIterator<LogLine> read(Calls calls, String job, long from) {
    return new LogLines(calls, job, from);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      advance();
    }
    return !ready.isEmpty();
  }

  private void advance() {
    ReadProjectJobLogsResponse answer = nextAnswer();
    if (answer == null) {
      endOfStream();
    } else if (calls.server().getByteLogOffsets()) {
      addBytes(answer);
    } else {
      answer.getLogsList().forEach(assembly::add);
      position = answer.getOffset();
      ready.addAll(assembly.release(position));
    }
  }

  private @Nullable ReadProjectJobLogsResponse nextAnswer() {
    try {
      Iterator<ReadProjectJobLogsResponse> current = answers == null ? open() : answers;
      answers = current;
      if (!current.hasNext()) {
        return null;
      }
      received = true;
      return current.next();
    } catch (StatusRuntimeException e) {
      if (received || !isGone(e.getStatus().getCode())) {
        throw e; // a log that goes while it is read is not a short one
      }
      ended = true;
      return null;
    }
  }

  /** A job that is gone has no lines, and neither has one whose data was removed. */
  private boolean isGone(Status.Code failure) {
    return switch (failure) {
      case NOT_FOUND -> true;
      case FAILED_PRECONDITION -> job().map(Job::getDataCleared).orElse(true);
      default -> false;
    };
  }

  private Optional<Job> job() {
    return Gets.one(
        () -> calls.jobs().get(GetProjectJobRequest.newBuilder().setJobId(job).build()));
  }

  private Iterator<ReadProjectJobLogsResponse> open() {
    close();
    Metadata headers = new Metadata();
    headers.put(FOLLOW, "false");
    ReadProjectJobLogsRequest request =
        ReadProjectJobLogsRequest.newBuilder().setJobId(job).setOffset(position).build();
    Context.CancellableContext own = calls.context().withCancellation();
    call = own;
    return calls
        .jobsIn(own)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .readLogs(request);
  }

  private void addBytes(ReadProjectJobLogsResponse answer) {
    long offset =
        answer.getOffset()
            - answer.getLogsList().stream().mapToLong(piece -> piece.getContent().size()).sum();
    for (LogMessage piece : answer.getLogsList()) {
      LogMessage rest = piece;
      long start = offset;
      offset += piece.getContent().size();
      if (checkLineEnd && !piece.getContent().isEmpty()) {
        checkLineEnd = false;
        if (piece.getContent().byteAt(0) != '\n') {
          startOver();
          return;
        }
        rest = piece.toBuilder().setContent(piece.getContent().substring(1)).build();
        start++;
      }
      ready.addAll(assembly.addBytes(rest, start));
    }
    position = answer.getOffset();
  }

  private void startOver() {
    assembly = new LogAssembly();
    answers = null;
    position = 0;
  }

  /**
   * What is left unfinished is a line if nothing can follow it: the job had ended before the last
   * look.
   */
  private void endOfStream() {
    if (assembly.isWaiting() && !jobEnded && hasJobEnded()) {
      jobEnded = true;
      answers = null;
      return;
    }
    if (jobEnded) {
      ready.addAll(assembly.end(position));
    }
    ended = true;
  }

  private boolean hasJobEnded() {
    JobStatus status = job().map(Job::getStatus).orElse(JobStatus.CANCELLED);
    return List.of(JobStatus.SUCCESS, JobStatus.ERROR, JobStatus.CANCELLED).contains(status);
  }

  @Override
  public LogLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  @Override
  public void close() {
    if (call != null) {
      call.cancel(null);
      call = null;
    }
  }
}
