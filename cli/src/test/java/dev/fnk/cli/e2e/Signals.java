package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What a person's keyboard or a machine in need sends to processes. */
final class Signals {
  private Signals() {}

  /** Ctrl-C. */
  static void interrupt(ProcessHandle process) {
    try {
      var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO();
      assertThat(kill.start().waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Kills the given processes, and those that come in their place, until it is closed. */
  static Killer killing(Supplier<List<ProcessHandle>> processes) {
    return new Killer(processes);
  }

  static final class Killer implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final AtomicInteger killed = new AtomicInteger();
    private final Thread thread;

    private Killer(Supplier<List<ProcessHandle>> processes) {
      processes.get().forEach(this::kill);
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        Thread.sleep(PAUSE);
                        processes.get().forEach(this::kill);
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
    }

    private void kill(ProcessHandle process) {
      if (process.destroyForcibly()) {
        killed.incrementAndGet();
      }
    }

    int killed() {
      return killed.get();
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
