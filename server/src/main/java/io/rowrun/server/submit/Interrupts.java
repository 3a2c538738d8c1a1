package io.rowrun.server.submit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Hears Ctrl-C. Shutdown hooks would not do: the JVM runs them once, and a second Ctrl-C goes
 * unheard. Thread-safe.
 */
final class Interrupts implements AutoCloseable {
  private static final Signal SIGINT = new Signal("INT");

  private final SignalHandler former;

  private Interrupts(SignalHandler former) {
    this.former = former;
  }

  /** Tells the action the number of each Ctrl-C, from 1, on a thread of the JVM's. */
  static Interrupts handle(IntConsumer action) {
    AtomicInteger count = new AtomicInteger();
    return new Interrupts(Signal.handle(SIGINT, signal -> action.accept(count.incrementAndGet())));
  }

  @Override
  public void close() {
    Signal.handle(SIGINT, former);
  }
}
