package dev.fnk.local.daemon;

import dev.fnk.local.daemon.LocalLabException.Kind;
import dev.fnk.local.daemon.StateFile.State;
import dev.fnk.local.process.ProcessRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The local lab, one a user: a background process with the AWS endpoint, its account and the
 * services behind it.
 */
public final class LocalLab {
  private static final String START = "run: fnk local start";

  /** Who stops it kills it long before, when it does not get on. */
  private static final Duration STOP_GRACE = Duration.ofMinutes(15);

  private final LocalPaths paths;
  private final StateFile stateFile;

  public LocalLab(LocalPaths paths) {
    this.paths = paths;
    this.stateFile = new StateFile(paths.stateFile());
  }

  /**
   * The running local lab.
   *
   * @throws LocalLabException NOT_RUNNING, or DIED when its process is gone and the account with it
   */
  public LocalConnection connect() {
    State state =
        stateFile
            .read()
            .orElseThrow(() -> new LocalLabException(Kind.NOT_RUNNING, "no local lab runs", START));
    if (!state.process().alive()) {
      throw new LocalLabException(
          Kind.DIED,
          "the local account died with its gateway (process %d, started %s); see %s"
              .formatted(state.process().pid(), state.started(), paths.log()),
          START + " (clears what is left and begins afresh)");
    }
    return state.connection();
  }

  /** The local lab when it runs. */
  public Optional<LocalStatus> status() {
    return running()
        .map(state -> new LocalStatus(state.connection(), state.started(), paths.log()));
  }

  /**
   * Starts the local lab in the background when it does not run. What is slow to get and had once,
   * the Python environment and the control plane, is had here, where its progress can be seen.
   *
   * @param kubernetesVersion the EKS version that is needed; when none is, the default's programs
   *     are got if they can be
   * @param serveCommand command line of a process that calls {@link #serve} with the same options
   * @param progress takes one line a step, and one now and then of a long one
   * @throws LocalLabException when a prerequisite is missing or the process does not come up
   */
  public LocalConnection start(
      LocalOptions options,
      Optional<String> kubernetesVersion,
      List<String> serveCommand,
      Consumer<String> progress) {
    try {
      ControlPlanePrograms programs =
          new ControlPlanePrograms(
              bin -> ControlPlanePrograms.settings(paths, bin), kubernetesVersion);
      return new Launch(paths, stateFile, programs).start(options, serveCommand, progress);
    } catch (IOException e) {
      throw new LocalLabException(
          Kind.FAILED,
          "the local lab cannot be started: " + e.getMessage(),
          "see " + paths.log(),
          e);
    }
  }

  /**
   * The background process: serves until SIGTERM, then closes all parts in reverse.
   *
   * @throws LocalLabException when a part does not start, or moto ends and the account with it
   */
  public void serve(LocalOptions options) {
    CompletableFuture<Optional<Integer>> stop = new CompletableFuture<>();
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    Thread hook =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  stop.complete(Optional.empty());
                  closed.completeOnTimeout(false, STOP_GRACE.toSeconds(), TimeUnit.SECONDS).join();
                });
    try {
      paths.createState();
      Optional<Integer> motoExit;
      LocalServices services = new LocalServices(paths, options);
      try (services) {
        Runtime.getRuntime().addShutdownHook(hook);
        stateFile.write(new State(services.connection(), own(), Instant.now(), options.k8sBin()));
        motoExit =
            services
                .accountEnded()
                .thenApply(Optional::of)
                .applyToEither(stop, Function.identity())
                .join();
      }
      new Leftovers(paths).remember(services.failures());
      if (motoExit.isPresent()) {
        throw new LocalLabException(
            Kind.DIED,
            "moto ended with exit code " + motoExit.get() + ", and the local account with it",
            "see " + paths.motoLog());
      }
      stateFile.delete();
    } catch (IOException e) {
      throw new LocalLabException(
          Kind.FAILED, "the local lab cannot serve: " + e.getMessage(), "see " + paths.log(), e);
    } finally {
      closed.complete(true);
    }
  }

  /**
   * Ends the local lab and clears all that it left: processes, containers, networks, images, files
   * of the dead account. Also does so when it does not run. What cannot be removed is told, and
   * found again by the next stop.
   *
   * @param purge whether the caches go, too: control plane, Python environment, images
   * @param progress takes one line a step
   * @throws LocalLabException the background process does not end
   */
  public Stopped stop(boolean purge, Consumer<String> progress) {
    try {
      return new Shutdown(paths, stateFile, progress).run(purge);
    } catch (IOException e) {
      throw new LocalLabException(
          Kind.FAILED, "the local lab cannot be stopped: " + e.getMessage(), "try it again", e);
    }
  }

  /** What the local lab needs of this machine, and whether it is there. */
  public List<Check> doctor(LocalOptions options) {
    return new Doctor(paths).examine(options, running().isPresent());
  }

  private Optional<State> running() {
    return stateFile.read().filter(state -> state.process().alive());
  }

  private static ProcessRecord own() {
    return ProcessRecord.of("gateway", ProcessHandle.current().pid()).orElseThrow();
  }

  static boolean await(BooleanSupplier condition, Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return true;
  }
}
