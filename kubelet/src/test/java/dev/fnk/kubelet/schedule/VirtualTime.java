package dev.fnk.kubelet.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when nobody has anything to do, and threads of which one runs at a time, in
 * an order that is always the same. What runs in it gives way at its waits only.
 */
public final class VirtualTime {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparing((Event event) -> event.at).thenComparingLong(event -> event.number));

  /** Held by the loop while a thread runs. */
  private final Semaphore back = new Semaphore(0);

  private Instant now = START;
  private long numbers;
  private long switches;
  private @Nullable SimThread current;
  private @Nullable Throwable failure;

  /** How a thread of a process that was killed ends; nobody under test catches it. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private static final class Event {
    private final Instant at;
    private final long number;
    private final Runnable work;
    private boolean cancelled;

    private Event(Instant at, long number, Runnable work) {
      this.at = at;
      this.number = number;
      this.work = work;
    }
  }

  public Instant now() {
    return now;
  }

  /** Switches from the loop to a thread so far. */
  public long switches() {
    return switches;
  }

  /** Has {@code work} done later by the loop itself; it must not wait. */
  public void at(Duration delay, Runnable work) {
    schedule(delay, work);
  }

  private Event schedule(Duration delay, Runnable work) {
    var event = new Event(now.plus(delay), numbers++, work);
    events.add(event);
    return event;
  }

  /** Lets time pass until then. */
  public void runUntil(Instant end) {
    runUntil(end, () -> false);
  }

  /** Lets time pass until then, or until {@code done}; returns whether it is. */
  public boolean runUntil(Instant end, BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      Event next = events.peek();
      if (next == null || next.at.isAfter(end)) {
        now = end;
        return done.getAsBoolean();
      }
      events.remove();
      if (!next.cancelled) {
        now = next.at;
        next.work.run();
        if (failure != null) {
          throw new AssertionError("a thread failed", failure);
        }
      }
    }
    return true;
  }

  public void run(Duration duration) {
    runUntil(now.plus(duration));
  }

  /** A process of its own, which can be killed. */
  public Process process() {
    return new Process();
  }

  private void resume(SimThread thread) {
    if (thread.ended) {
      return;
    }
    switches++;
    current = thread;
    thread.go.release();
    back.acquireUninterruptibly();
    current = null;
  }

  /** Threads that die together. */
  public final class Process implements Scheduler {
    private final List<SimThread> threads = new ArrayList<>();
    private boolean dead;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public long nanoTime() {
      return Duration.between(START, now).toNanos();
    }

    public boolean dead() {
      return dead;
    }

    @Override
    public Work start(String name, Runnable work) {
      var thread = new SimThread(this, name, work);
      threads.add(thread);
      threads.removeIf(t -> t.ended);
      schedule(Duration.ZERO, () -> resume(thread));
      return new Work() {
        @Override
        public void cancel() {
          thread.interrupted = true;
          thread.wake();
        }

        @Override
        public boolean join(Duration atMost) throws InterruptedException {
          Instant end = now.plus(atMost);
          while (!thread.ended && now.isBefore(end)) {
            sleep(Duration.ofMillis(10));
          }
          return thread.ended;
        }
      };
    }

    @Override
    public Work after(Duration delay, Runnable work) {
      Event event =
          schedule(
              delay,
              () -> {
                if (!dead) {
                  work.run();
                }
              });
      return new Work() {
        @Override
        public void cancel() {
          event.cancelled = true;
        }

        @Override
        public boolean join(Duration atMost) {
          return true;
        }
      };
    }

    @Override
    public Signal signal() {
      return new SimSignal();
    }

    /**
     * Kills the process: nothing of it goes on. A thread of it that calls this has to throw what it
     * is given.
     */
    public Killed kill() {
      dead = true;
      for (SimThread thread : List.copyOf(threads)) {
        if (thread != current) {
          schedule(Duration.ZERO, () -> resume(thread));
        }
      }
      return new Killed();
    }
  }

  private final class SimThread {
    private final Semaphore go = new Semaphore(0);
    private final Process process;
    private boolean interrupted;
    private boolean ended;
    private boolean waiting;
    private @Nullable Event wake;

    private SimThread(Process process, String name, Runnable work) {
      this.process = process;
      Thread.ofVirtual().name(name).start(() -> run(work));
    }

    private void run(Runnable work) {
      go.acquireUninterruptibly();
      try {
        if (!process.dead) {
          work.run();
        }
      } catch (Killed _) {
        // As intended.
      } catch (Throwable e) {
        failure = e;
      } finally {
        ended = true;
        back.release();
      }
    }

    private void wake() {
      if (waiting) {
        waiting = false;
        if (wake != null) {
          wake.cancelled = true;
        }
        schedule(Duration.ZERO, () -> resume(this));
      }
    }

    /** Gives way until it is woken, or until then. */
    private void await(Duration atMost) throws InterruptedException {
      check();
      waiting = true;
      wake = schedule(atMost, this::wake);
      back.release();
      go.acquireUninterruptibly();
      waiting = false;
      check();
    }

    private void check() throws InterruptedException {
      if (process.dead) {
        throw new Killed();
      }
      if (interrupted) {
        interrupted = false;
        throw new InterruptedException();
      }
    }
  }

  private final class SimSignal implements Scheduler.Signal {
    private boolean raised;
    private @Nullable SimThread waiter;

    @Override
    public void raise() {
      raised = true;
      if (waiter != null) {
        waiter.wake();
      }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
      SimThread self = current;
      if (self == null) {
        throw new IllegalStateException("the loop itself cannot wait");
      }
      if (!raised && atMost.isPositive()) {
        waiter = self;
        try {
          self.await(atMost);
        } finally {
          waiter = null;
        }
      } else {
        self.check();
      }
      boolean was = raised;
      raised = false;
      return was;
    }
  }
}
