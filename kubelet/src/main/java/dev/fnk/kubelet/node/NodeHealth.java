package dev.fnk.kubelet.node;

import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the node's parts say of themselves; together it is the node's Ready condition. A part that
 * has never worked holds the node back at once, one that worked and fails only when it has failed
 * for a while: a node that is not Ready loses its pods after five minutes. Safe for many threads.
 */
public final class NodeHealth {
  /** The kubelet's patience with its container runtime (maxWaitForContainerRuntime). */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Scheduler threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /**
   * @param threads run the parts' loops
   */
  public NodeHealth(InstantSource clock, Scheduler threads) {
    this.clock = clock;
    this.threads = threads;
  }

  /** Runs until it is interrupted, or returns because it was told to end. */
  @FunctionalInterface
  public interface Loop {
    void run() throws InterruptedException;
  }

  /**
   * A part without which the node cannot do its work; it is starting until it says otherwise.
   *
   * @param name for people, such as {@code pods}; the same name is the same part
   */
  public Part part(String name) {
    return part(name, true);
  }

  /**
   * A part without which the node can still run its pods: watched, but no reason to be not Ready.
   */
  public Part sidePart(String name) {
    return part(name, false);
  }

  private Part part(String name, boolean essential) {
    lock.lock();
    try {
      return parts.computeIfAbsent(name, _ -> new Part(name, essential));
    } finally {
      lock.unlock();
    }
  }

  /** Ready, or not and why; each part that does not work is named. */
  public Readiness readiness() {
    lock.lock();
    try {
      Instant now = clock.instant();
      List<String> faults = new ArrayList<>();
      for (Part part : parts.values()) {
        boolean failed = part.failing && !now.isBefore(part.since.plus(PATIENCE));
        if (part.essential && (!part.worked || failed)) {
          faults.add(part.name + ": " + part.words);
        }
      }
      return faults.isEmpty() ? Readiness.READY : Readiness.notReady(String.join("; ", faults));
    } finally {
      lock.unlock();
    }
  }

  /** How often each part stopped unexpectedly and was started again. */
  public Map<String, Long> restarts() {
    lock.lock();
    try {
      Map<String, Long> counts = new LinkedHashMap<>();
      parts.values().forEach(part -> counts.put(part.name, part.restarts));
      return counts;
    } finally {
      lock.unlock();
    }
  }

  /** One part's voice. */
  public final class Part {
    private final String name;
    private final boolean essential;
    private boolean worked;
    private boolean failing;
    private Instant since = Instant.EPOCH;
    private String words = "starting";
    private long restarts;

    private Part(String name, boolean essential) {
      this.name = name;
      this.essential = essential;
    }

    /** It does its work. */
    public void working() {
      lock.lock();
      try {
        worked = true;
        failing = false;
        words = "";
      } finally {
        lock.unlock();
      }
    }

    /**
     * It cannot do its work now, and tries again.
     *
     * @param why one line for people; without a secret
     */
    public void failing(String why) {
      lock.lock();
      try {
        if (!failing) {
          since = clock.instant();
        }
        failing = true;
        words = why;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Runs the part's loop in a thread of its own; when it dies, that is counted, and it is started
     * again. The loop itself says when it works.
     *
     * @param thread its name
     */
    public SupervisedLoop supervise(String thread, Loop loop) {
      return SupervisedLoop.start(threads, thread, _ -> loop.run(), this::died);
    }

    private void died(String why) {
      lock.lock();
      try {
        restarts++;
        failing(why);
      } finally {
        lock.unlock();
      }
    }
  }
}
