package io.rowrun.executor.service;

import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands out a stream as fast as its reader takes it, without a thread of its own: it works when
 * there is more to say or more room to say it, on a shared executor, and never from two threads at
 * a time.
 */
abstract class PacedStream<T> {
  /** Steps after which other streams get their turn. */
  private static final int STEPS_A_TURN = 16;

  private final ServerCallStreamObserver<T> answer;
  private final Executor executor;
  private final AtomicInteger wakes = new AtomicInteger();

  PacedStream(ServerCallStreamObserver<T> answer, Executor executor) {
    this.answer = answer;
    this.executor = executor;
  }

  /** How things stand after a step. */
  enum Progress {
    /** Another step may be taken at once. */
    MORE,
    /** There is nothing to say until {@link #wake}. */
    WAITING,
    /** All is said. */
    ENDED
  }

  /** Says the next thing by {@link #send}, at most one. Whatever it throws ends the stream. */
  abstract Progress step() throws IOException;

  /** Lets go of what the stream held. Called once, after the last step. */
  abstract void release();

  /** To be called within the handler, before it returns. */
  final void start() {
    answer.setOnReadyHandler(this::wake);
    answer.setOnCancelHandler(this::wake);
    wake();
  }

  /** There may be more to say. Any thread may call this, at any time; it does not block. */
  final void wake() {
    if (wakes.getAndIncrement() == 0) {
      runLater();
    }
  }

  final void send(T message) {
    answer.onNext(message);
  }

  private void runLater() {
    try {
      executor.execute(this::takeTurn);
    } catch (RejectedExecutionException e) {
      // the executor is closing, and with it the server, which ends the call
    }
  }

  private void takeTurn() {
    int seen = wakes.get();
    Progress progress = steps();
    if (progress == Progress.ENDED) {
      release(); // wakes stays above 0: nothing runs again
    } else if (progress == Progress.MORE || wakes.addAndGet(-seen) != 0) {
      runLater();
    }
  }

  private Progress steps() {
    try {
      for (int i = 0; i < STEPS_A_TURN; i++) {
        if (answer.isCancelled()) {
          return Progress.ENDED;
        }
        if (!answer.isReady()) {
          return Progress.WAITING;
        }
        Progress progress = step();
        if (progress == Progress.ENDED) {
          answer.onCompleted();
        }
        if (progress != Progress.MORE) {
          return progress;
        }
      }
      return Progress.MORE;
    } catch (IOException | RuntimeException e) {
      answer.onError(e);
      return Progress.ENDED;
    }
  }
}
