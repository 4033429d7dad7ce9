package dev.fnk.cli.resource;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the nodes of a graph, each on its own virtual thread as soon as all before it are done. A
 * failure keeps what comes after it from starting; all else goes on to its end. An interrupt of the
 * calling thread interrupts what runs and starts nothing more.
 */
public final class GraphExecutor {
  /** How long after an interrupt a node may take to come to rest. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private GraphExecutor() {}

  /** What became of a node. */
  public sealed interface Execution<N> {
    record Done<N>() implements Execution<N> {}

    record Failed<N>(Throwable cause) implements Execution<N> {}

    /**
     * @param because the node whose failure it goes back to
     */
    record Skipped<N>(N because) implements Execution<N> {}

    record Cancelled<N>() implements Execution<N> {}
  }

  /** What is done with a node. */
  @FunctionalInterface
  public interface Action<N> {
    void run(N node) throws Exception;
  }

  private record Finished<N>(N node, Execution<N> outcome) {}

  /** Runs all; the calling thread's interrupt status is kept. */
  public static <N> Map<N, Execution<N>> run(Graph<N> graph, Action<N> action) {
    var run = new Run<>(graph, action);
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      return run.go(threads);
    } finally {
      threads.shutdown(); // not close: that would wait for a node that does not heed an interrupt
    }
  }

  private static final class Run<N> {
    private final Graph<N> graph;
    private final Action<N> action;
    private final Map<N, Execution<N>> outcomes = new LinkedHashMap<>();
    private final Set<N> waiting;
    private final Set<N> running = new HashSet<>();
    private final LinkedBlockingQueue<Finished<N>> finished = new LinkedBlockingQueue<>();

    Run(Graph<N> graph, Action<N> action) {
      this.graph = graph;
      this.action = action;
      this.waiting = new LinkedHashSet<>(graph.order());
    }

    Map<N, Execution<N>> go(ExecutorService threads) {
      try {
        startReady(threads);
        while (!running.isEmpty()) {
          settle(finished.take());
          startReady(threads);
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        rest();
        Thread.currentThread().interrupt();
      }
      waiting.forEach(n -> outcomes.put(n, new Execution.Cancelled<>()));
      running.forEach(n -> outcomes.put(n, new Execution.Cancelled<>()));
      return outcomes;
    }

    /** After an interrupt: what comes to rest in time is known, the rest is cancelled. */
    private void rest() {
      var end = System.nanoTime() + GRACE.toNanos();
      while (!running.isEmpty()) {
        try {
          var next = finished.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (next == null) {
            return;
          }
          settle(next);
        } catch (InterruptedException e) {
          return; // asked twice: now
        }
      }
    }

    private void settle(Finished<N> f) {
      running.remove(f.node());
      outcomes.put(f.node(), f.outcome());
    }

    private void startReady(ExecutorService threads) {
      boolean again = true;
      while (again) {
        again = false;
        for (var node : Set.copyOf(waiting)) {
          var stop = graph.before(node).stream().filter(this::stops).findFirst();
          if (stop.isPresent()) {
            waiting.remove(node);
            outcomes.put(node, after(stop.get()));
            again = true;
          } else if (graph.before(node).stream().allMatch(this::done)) {
            waiting.remove(node);
            running.add(node);
            threads.execute(() -> finished.add(new Finished<>(node, attempt(node))));
          }
        }
      }
    }

    private boolean done(N node) {
      return outcomes.get(node) instanceof Execution.Done<N>;
    }

    private boolean stops(N node) {
      return outcomes.containsKey(node) && !done(node);
    }

    private Execution<N> after(N stop) {
      return switch (outcomes.get(stop)) {
        case Execution.Skipped<N> s -> s;
        case Execution.Cancelled<N> c -> c;
        case null, default -> new Execution.Skipped<>(stop);
      };
    }

    // Whatever a node throws is its outcome; Throwable, since an Error must not hang the run.
    @SuppressWarnings("CatchThrowable")
    private Execution<N> attempt(N node) {
      try {
        action.run(node);
        return new Execution.Done<>();
      } catch (CancellationException | InterruptedException _) {
        return new Execution.Cancelled<>();
      } catch (Throwable t) {
        return new Execution.Failed<>(t);
      }
    }
  }
}
