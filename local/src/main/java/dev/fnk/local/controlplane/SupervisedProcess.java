package dev.fnk.local.controlplane;

import dev.fnk.local.process.Child;
import dev.fnk.local.process.ChildProcesses;
import dev.fnk.local.retry.Backoff;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that is started again when it ends by itself, with growing pauses, until closed. */
final class SupervisedProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedProcess.class);
  private static final Duration STABLE = Duration.ofMinutes(1);
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
  private static final int MOST_RESTARTS = 6;

  private final ChildProcesses processes;
  private final String name;
  private final List<String> command;
  private final Path log;
  private final Duration grace;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private Child child;
  private Instant started = Instant.now();
  private boolean closed;
  private int restarts;

  private SupervisedProcess(
      ChildProcesses processes, String name, List<String> command, Path log, Duration grace)
      throws IOException {
    this.processes = processes;
    this.name = name;
    this.command = command;
    this.log = log;
    this.grace = grace;
    this.child = processes.start(name, command, Map.of(), log);
  }

  /**
   * Starts it, not yet supervised: whoever boots it wants to see it fail.
   *
   * @param grace between SIGTERM and SIGKILL on close
   */
  static SupervisedProcess start(
      ChildProcesses processes, String name, List<String> command, Path log, Duration grace)
      throws IOException {
    return new SupervisedProcess(processes, name, command, log, grace);
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  boolean alive() {
    lock.lock();
    try {
      return child.alive();
    } finally {
      lock.unlock();
    }
  }

  /** From now on it is started again when it ends. */
  void supervise() {
    lock.lock();
    try {
      watch(child);
    } finally {
      lock.unlock();
    }
  }

  private void watch(Child watched) {
    Thread.ofVirtual()
        .name("supervise-" + name)
        .start(() -> ended(watched, watched.exited().join()));
  }

  private void ended(Child watched, int code) {
    lock.lock();
    try {
      if (closed || !child.equals(watched)) {
        return;
      }
      if (Duration.between(started, Instant.now()).compareTo(STABLE) > 0) {
        restarts = 0;
      }
      while (!closed && restarts < MOST_RESTARTS) {
        restarts++;
        Duration pause = BACKOFF.after(restarts);
        LOG.warn("{} ended with exit code {}; starts again in {}; log: {}", name, code, pause, log);
        if (!waitUnlessClosed(pause)) {
          return;
        }
        try {
          child = processes.start(name, command, Map.of(), log);
          started = Instant.now();
          watch(child);
          return;
        } catch (IOException e) {
          LOG.warn("{} cannot be started again", name, e);
        }
      }
      LOG.error("{} ended {} times in a row and stays down; log: {}", name, MOST_RESTARTS, log);
    } finally {
      lock.unlock();
    }
  }

  private boolean waitUnlessClosed(Duration pause) {
    long left = pause.toNanos();
    try {
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closed;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
      child.stop(grace);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a condition of the booting program; false when the deadline has passed. */
  static boolean await(BootCondition condition, Duration deadline)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return true;
  }

  /** Asked again and again while a program boots. */
  interface BootCondition {
    boolean holds() throws IOException, InterruptedException;
  }
}
