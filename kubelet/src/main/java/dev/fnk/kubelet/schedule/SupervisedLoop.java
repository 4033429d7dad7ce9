package dev.fnk.kubelet.schedule;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop that does not die of what nobody expected: it is begun again, later and later, counted,
 * and what it died of is told, and can be asked for until it works again.
 */
public final class SupervisedLoop implements AutoCloseable {
  /** The loop itself: goes round until it is interrupted, or returns when it is done. */
  @FunctionalInterface
  public interface Body {
    /**
     * @param wentWell to be called after each round that did its work
     */
    void run(Runnable wentWell) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(SupervisedLoop.class);
  private static final Doubling PAUSES =
      new Doubling(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** A loop that ran for this long has recovered from what it died of before. */
  private static final Duration RECOVERED = Duration.ofMinutes(2);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Scheduler scheduler;
  private final String name;
  private final Body body;
  private final Consumer<String> died;
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile String trouble = "";
  private int failures;
  private final Scheduler.Work work;

  private SupervisedLoop(Scheduler scheduler, String name, Body body, Consumer<String> died) {
    this.scheduler = scheduler;
    this.name = name;
    this.body = body;
    this.died = died;
    this.work = scheduler.start(name, this::run);
  }

  /** Starts it. */
  public static SupervisedLoop start(Scheduler scheduler, String name, Body body) {
    return start(scheduler, name, body, _ -> {});
  }

  /**
   * Starts it.
   *
   * @param name of its thread
   * @param died told of each death, in one line without a secret
   */
  public static SupervisedLoop start(
      Scheduler scheduler, String name, Body body, Consumer<String> died) {
    return new SupervisedLoop(scheduler, name, body, died);
  }

  private void run() {
    try {
      while (!once()) {
        scheduler.sleep(PAUSES.after(failures++));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether it is done. */
  private boolean once() throws InterruptedException {
    long began = scheduler.nanoTime();
    try {
      body.run(this::wentWell);
      return true;
    } catch (RuntimeException | VirtualMachineError | LinkageError | AssertionError e) {
      if (Thread.currentThread().isInterrupted()) {
        return true; // told to end: what was under way broke off
      }
      if (scheduler.nanoTime() - began > RECOVERED.toNanos()) {
        failures = 0;
      }
      trouble = name + ": " + e;
      restarts.incrementAndGet();
      died.accept("stopped unexpectedly: " + e);
      LOG.error("{} failed, beginning again in {} s", name, PAUSES.after(failures).toSeconds(), e);
      return false;
    }
  }

  private void wentWell() {
    failures = 0;
    trouble = "";
  }

  /** What it died of last; empty: it has done a round since. */
  public Optional<String> trouble() {
    return Optional.of(trouble).filter(text -> !text.isEmpty());
  }

  /** How often it was begun again. */
  public int restarts() {
    return restarts.get();
  }

  /** Interrupts the loop and waits for its end, 5 s at most. */
  @Override
  public void close() {
    work.cancel();
    try {
      if (!work.join(CLOSE_WITHIN)) {
        LOG.warn("{} is still running", name);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
