package io.rowrun.executor.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that do what takes its time: lay out directories, keep outputs. Thread-safe. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private static final int THREADS = 4;
  private static final Duration BEFORE_RETRY = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ExecutorService threads;
  private final Consumer<Runnable> inbox;

  /**
   * @param inbox takes what the queue's thread is to do
   */
  Workers(Consumer<Runnable> inbox) {
    this.inbox = inbox;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            THREADS, work -> daemon(work, "rowrun-worker-" + number.incrementAndGet()));
  }

  /** Work about one task; it is done again, whole, if it fails. */
  interface Deed {
    void run() throws IOException;
  }

  /** Does the deed; if that fails, the queue's thread calls {@code again} a while later. */
  void work(Task task, Deed deed, Runnable again) {
    threads.execute(
        () -> {
          try {
            deed.run();
          } catch (IOException | RuntimeException | Error e) {
            LOG.warn("execution {}: will try again", task.execution.id(), e);
            CompletableFuture.delayedExecutor(BEFORE_RETRY.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> inbox.accept(again));
          }
        });
  }

  /** Does something that can wait for its turn. */
  void aside(Runnable work) {
    threads.execute(work);
  }

  /** Lets the work under way come to its end. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
