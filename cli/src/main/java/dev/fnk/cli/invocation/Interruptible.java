package dev.fnk.cli.invocation;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs what may take long so that Ctrl-C and {@code --timeout} end it in order: the thread that
 * works is interrupted, and has some time to leave everything in a state that can be resumed.
 */
public final class Interruptible {
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final PrintStream err;
  private final Optional<Duration> timeout;
  private final String resume;

  /**
   * @param resume what to run to go on
   */
  public Interruptible(Invocation invocation, String resume) {
    this.err = invocation.console().err();
    this.timeout = invocation.options().deadline();
    this.resume = resume;
  }

  /**
   * @throws Failure the time is over
   */
  public <T> T run(Callable<T> work) throws Exception {
    Thread worker = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean late = new AtomicBoolean();
    // On SIGINT the JVM exits with 130 when its hooks are done.
    Thread onSignal = new Thread(() -> interrupt(worker, ended), "interrupt");
    Runtime.getRuntime().addShutdownHook(onSignal);
    timeout.ifPresent(
        time -> Thread.ofVirtual().name("timeout").start(() -> giveUp(worker, ended, late, time)));
    try {
      T result = work.call();
      if (late.get()) {
        throw tooLate(null);
      }
      return result;
    } catch (Exception failed) {
      throw late.get() && !(failed instanceof Failure) ? tooLate(failed) : failed;
    } finally {
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      } catch (IllegalStateException shuttingDown) {
        // The hook itself ends the process.
        ended.await();
      }
    }
  }

  private Failure tooLate(@org.jspecify.annotations.Nullable Exception cause) {
    return new Failure(
        ExitCode.TRY_AGAIN,
        "gave up after " + timeout.map(Duration::toSeconds).orElse(0L) + " s (--timeout)",
        "to go on: " + resume,
        cause);
  }

  private void interrupt(Thread worker, CountDownLatch ended) {
    err.println("interrupted; finishing what cannot be left half done ...");
    worker.interrupt();
    try {
      boolean inTime = ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      err.println("fnk: interrupted%s".formatted(inTime ? "" : " before all calls had ended"));
      err.println("  to go on: " + resume);
      err.flush();
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }

  private static void giveUp(
      Thread worker, CountDownLatch ended, AtomicBoolean late, Duration time) {
    try {
      if (!ended.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        late.set(true);
        worker.interrupt();
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
