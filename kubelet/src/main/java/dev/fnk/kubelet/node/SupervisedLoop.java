package dev.fnk.kubelet.node;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop in a virtual thread of its own that does not die silently: when it ends by an exception or
 * an error, that is logged, counted, told to the node's health, and the loop is started again,
 * later each time.
 */
public final class SupervisedLoop implements AutoCloseable {
  /** Runs until it is interrupted, or returns because it was told to end. */
  @FunctionalInterface
  public interface Loop {
    void run() throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(SupervisedLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** A loop that ran for this long has recovered from what killed it before. */
  private static final Duration RECOVERED = Duration.ofMinutes(2);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private final NodeHealth.Part part;
  private final Loop loop;
  private final Duration firstPause;
  private final Thread thread;

  private SupervisedLoop(String name, NodeHealth.Part part, Loop loop, Duration firstPause) {
    this.part = part;
    this.loop = loop;
    this.firstPause = firstPause;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /**
   * Starts it.
   *
   * @param name of its thread
   * @param part told when the loop dies; the loop itself says when it works
   */
  public static SupervisedLoop start(String name, NodeHealth.Part part, Loop loop) {
    return start(name, part, loop, FIRST_PAUSE);
  }

  static SupervisedLoop start(String name, NodeHealth.Part part, Loop loop, Duration firstPause) {
    var supervised = new SupervisedLoop(name, part, loop, firstPause);
    supervised.thread.start();
    return supervised;
  }

  private void run() {
    Duration pause = firstPause;
    try {
      while (true) {
        long began = System.nanoTime();
        try {
          loop.run();
          return;
        } catch (RuntimeException | Error e) {
          if (thread.isInterrupted()) {
            return; // told to end: what was under way broke off
          }
          if (System.nanoTime() - began > RECOVERED.toNanos()) {
            pause = firstPause;
          }
          LOG.error("{} stopped unexpectedly; again in {}", thread.getName(), pause, e);
          part.died("stopped unexpectedly: " + e);
        }
        Thread.sleep(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts the loop and waits for its end, 5 s at most. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      if (!thread.join(STOP_WITHIN)) {
        LOG.warn("{} is still running", thread.getName());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
