package dev.fnk.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that this one started. */
public final class Child {
  private final String name;
  private final Process process;
  private final Path record;
  private final Path log;

  Child(String name, Process process, Path record, Path log) {
    this.name = name;
    this.process = process;
    this.record = record;
    this.log = log;
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  /** The file that takes its standard output and error. */
  public Path log() {
    return log;
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Its exit code (128 + signal when a signal ended it); empty while it runs. */
  public OptionalInt exit() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Completes with the exit code when it ends. */
  public CompletableFuture<Integer> exited() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Ends it: SIGTERM, and SIGKILL when {@code grace} has passed; its own children go with it.
   * Returns when it is gone. Does nothing when it already is.
   */
  public void stop(Duration grace) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    if (!waitFor(grace)) {
      process.destroyForcibly();
      waitFor(Duration.ofSeconds(10));
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    try {
      Files.deleteIfExists(record);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot remove " + record, e);
    }
  }

  private boolean waitFor(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
