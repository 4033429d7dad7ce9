package dev.fnk.local.daemon;

import dev.fnk.local.daemon.LocalLabException.Kind;
import dev.fnk.local.daemon.StateFile.State;
import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.process.ProcessRecord;
import dev.fnk.local.progress.ProgressThrottle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Ends the background process, and clears what it leaves behind. */
final class Shutdown {
  /** How long the background process may take on its way down while none of its containers goes. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration KILL_GRACE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final LocalPaths paths;
  private final StateFile stateFile;
  private final Consumer<String> progress;

  Shutdown(LocalPaths paths, StateFile stateFile, Consumer<String> progress) {
    this.paths = paths;
    this.stateFile = stateFile;
    this.progress = progress;
  }

  Stopped run(boolean purge) throws IOException {
    try (LabLock _ = LabLock.take(paths, progress)) {
      Optional<State> running = stateFile.read().filter(state -> state.process().alive());
      if (running.isPresent()) {
        ProcessRecord process = running.get().process();
        progress.accept("stopping the local lab (process " + process.pid() + ")");
        end(process);
      }
      Leftovers.Cleared cleared = new Leftovers(paths).clear(purge, progress);
      stateFile.delete();
      List<String> left = new ArrayList<>(cleared.left());
      List<Stopped.Freed> freed = List.of();
      if (purge) {
        Caches.Purged purged = new Caches(paths).purge();
        freed = purged.freed();
        left.addAll(purged.left());
      }
      return new Stopped(running.isPresent(), cleared.images(), freed, left);
    }
  }

  /** SIGTERM; SIGKILL when nothing goes away any more. */
  private void end(ProcessRecord process) {
    Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
    handle.ifPresent(ProcessHandle::destroy);
    if (!awaitExit(process)) {
      progress.accept("it does not get on; killing it, and clearing what it leaves");
      handle.ifPresent(ProcessHandle::destroyForcibly);
      if (!LocalLab.await(() -> !process.alive(), KILL_GRACE)) {
        throw new LocalLabException(
            Kind.FAILED, "process " + process.pid() + " does not end", "end it by hand");
      }
    }
  }

  private boolean awaitExit(ProcessRecord process) {
    AtomicInteger containers = new AtomicInteger();
    Thread counting = Thread.ofVirtual().name("counting").start(() -> count(process, containers));
    try {
      ProgressThrottle throttle = new ProgressThrottle(progress, INTERVAL);
      int before = 0;
      long changed = System.nanoTime();
      while (process.alive()) {
        int now = containers.get();
        if (now != before) {
          before = now;
          changed = System.nanoTime();
        } else if (System.nanoTime() - changed > PATIENCE.toNanos()) {
          return false;
        }
        throttle.at(() -> now == 0 ? "its last parts are ending" : now + " containers left");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        if (Thread.currentThread().isInterrupted()) {
          return false;
        }
      }
      return true;
    } finally {
      counting.interrupt();
    }
  }

  /** On a thread of its own: an engine that hangs holds up nothing. */
  private void count(ProcessRecord process, AtomicInteger containers) {
    try (Engine engine = Engine.connect(paths.state().toString())) {
      while (process.alive() && !Thread.currentThread().isInterrupted()) {
        containers.set(engine.leftovers().containerCount());
        LockSupport.parkNanos(LOOK.toNanos());
      }
    } catch (EngineException _) {
      return; // whoever clears what is left says more
    }
  }
}
