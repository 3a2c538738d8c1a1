package io.rowrun.server.submit;

import io.rowrun.proto.datasphere.v2.jobs.CancelProjectJobRequest;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C does: the first cancels the job gracefully, the second at once, and both wait for its
 * end; the third ends the waiting. Before the job runs the first ends the command. Thread-safe.
 */
final class Cancellation {
  private static final int EXIT_CODE = 130;
  private static final String REASON = "interrupted by Ctrl-C";

  private final Api api;
  private final Console console;
  private volatile @Nullable String created;
  private volatile @Nullable String executed;

  Cancellation(Api api, Console console) {
    this.api = api;
    this.console = console;
  }

  /** From now on there is a job, which does not run yet. */
  void created(String jobId) {
    created = jobId;
  }

  /** From now on it runs. */
  void executed(String jobId) {
    executed = jobId;
  }

  /** Acts on the interrupt of that number, from 1. */
  void interrupted(int number) {
    String running = executed;
    if (running == null) {
      String waiting = created;
      if (waiting != null) {
        cancel(waiting, false);
      }
      System.exit(EXIT_CODE);
    } else if (number == 1) {
      console.say("cancelling job " + running + " gracefully; Ctrl-C again cancels it at once");
      cancel(running, true);
    } else if (number == 2) {
      console.say("cancelling job " + running + " at once");
      cancel(running, false);
    } else {
      console.say("job " + running + " is left to itself");
      System.exit(EXIT_CODE);
    }
  }

  private void cancel(String jobId, boolean graceful) {
    CancelProjectJobRequest request =
        CancelProjectJobRequest.newBuilder()
            .setJobId(jobId)
            .setReason(REASON)
            .setGraceful(graceful)
            .build();
    try {
      Rpc.call("cancel job " + jobId, () -> api.jobs().cancel(request));
    } catch (SubmitException e) {
      console.say(String.valueOf(e.getMessage()));
    }
  }
}
