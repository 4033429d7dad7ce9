package dev.fnk.kubelet.schedule;

import java.time.Duration;
import java.time.InstantSource;

/** The clock, the threads and the waits of the node's core. */
public interface Scheduler extends InstantSource {
  /** Time that only goes forward, for measuring. */
  long nanoTime();

  /** Runs {@code work} in a thread of its own. */
  Work start(String name, Runnable work);

  /** Runs {@code work}, which must not block, after {@code delay}. */
  Work after(Duration delay, Runnable work);

  /** A new signal, not raised. */
  Signal signal();

  /** Waits, and nothing but an interrupt ends it early. */
  default void sleep(Duration duration) throws InterruptedException {
    signal().await(duration);
  }

  /** Something that was started. */
  interface Work {
    /** Asks for its end: a thread is interrupted, what has not begun never begins. */
    void cancel();

    /** Waits for its end; false: not within this time. */
    boolean join(Duration atMost) throws InterruptedException;
  }

  /** One thread waits on it, others raise it; what was raised while nobody waited is not lost. */
  interface Signal {
    void raise();

    /** Waits until it is raised, and lowers it; false: not within this time. */
    boolean await(Duration atMost) throws InterruptedException;
  }
}
