package dev.fnk.kubelet.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The machine's clock and virtual threads. */
public final class SystemScheduler implements Scheduler, AutoCloseable {
  private final Clock clock = Clock.systemUTC();
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timers").factory());

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Work start(String name, Runnable work) {
    Thread thread = Thread.ofVirtual().name(name).start(work);
    return new Work() {
      @Override
      public void cancel() {
        thread.interrupt();
      }

      @Override
      public boolean join(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
      }
    };
  }

  @Override
  public Work after(Duration delay, Runnable work) {
    Future<?> timer = timers.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    return new Work() {
      @Override
      public void cancel() {
        timer.cancel(false);
      }

      @Override
      public boolean join(Duration atMost) {
        return timer.isDone();
      }
    };
  }

  @Override
  public Signal signal() {
    var raised = new Semaphore(0);
    return new Signal() {
      @Override
      public void raise() {
        raised.release();
      }

      @Override
      public boolean await(Duration atMost) throws InterruptedException {
        boolean signalled = raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        raised.drainPermits();
        return signalled;
      }
    };
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
