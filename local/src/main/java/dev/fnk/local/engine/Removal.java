package dev.fnk.local.engine;

import dev.fnk.local.progress.ProgressThrottle;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Removes things of one kind until none is listed any more, some at a time. It goes on for as long
 * as something goes away: how long hundreds of containers take nobody knows. The engine may not
 * answer at all, so every call is given up when the patience is over.
 */
final class Removal {
  private static final int AT_A_TIME = 16;
  private static final Duration BETWEEN_PASSES = Duration.ofMillis(500);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Duration patience;
  private final ProgressThrottle throttle;

  /**
   * @param patience how long to go on while nothing goes away
   * @param progress takes a line each few seconds
   */
  Removal(Duration patience, Consumer<String> progress) {
    this.patience = patience;
    this.throttle = new ProgressThrottle(progress, INTERVAL);
  }

  /**
   * A thing to remove.
   *
   * @param name such as {@code network fnk-credentials}
   * @param action removes it; an {@link EngineException} says why it cannot
   */
  record Item(String name, Runnable action) {}

  /**
   * Removes all.
   *
   * @param kind in the plural, such as {@code containers}
   * @param listing what is there now, in the order of their removal
   * @return what is left, each with the reason; empty when nothing is
   */
  List<String> all(String kind, Callable<List<Item>> listing) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            AT_A_TIME, Thread.ofPlatform().daemon().name("removal").factory());
    try {
      long lastSuccess = System.nanoTime();
      while (true) {
        List<Item> found = threads.submit(listing).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (found.isEmpty()) {
          return List.of();
        }
        Map<String, String> failures = pass(threads, kind, found);
        if (failures.size() < found.size()) {
          lastSuccess = System.nanoTime();
        } else if (System.nanoTime() - lastSuccess > patience.toNanos()) {
          return found.stream()
              .map(item -> item.name() + ": " + failures.get(item.name()))
              .toList();
        } else {
          LockSupport.parkNanos(BETWEEN_PASSES.toNanos());
        }
      }
    } catch (TimeoutException e) {
      return List.of(kind + ": the container engine did not list them within " + patience);
    } catch (ExecutionException e) {
      return List.of(kind + ": they cannot be listed: " + reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(kind + ": interrupted while they were removed");
    } finally {
      threads.shutdownNow();
    }
  }

  private static String reason(ExecutionException failed) {
    return failed.getCause() instanceof EngineException e ? e.message() : failed.toString();
  }

  private record Tried(Item item, Optional<String> failure) {}

  /** Tries each once; gives why not, by name. */
  private Map<String, String> pass(ExecutorService threads, String kind, List<Item> items)
      throws InterruptedException, ExecutionException {
    ExecutorCompletionService<Tried> done = new ExecutorCompletionService<>(threads);
    Map<String, String> failures = new HashMap<>();
    for (Item item : items) {
      failures.put(item.name(), "the container engine does not answer");
      done.submit(() -> tried(item));
    }
    for (int left = items.size() - 1; left >= 0; left--) {
      Future<Tried> next = done.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        return failures;
      }
      Tried tried = next.get();
      tried
          .failure()
          .ifPresentOrElse(
              reason -> failures.put(tried.item().name(), reason),
              () -> failures.remove(tried.item().name()));
      int still = left;
      throttle.at(() -> "removing %s: %d of %d left".formatted(kind, still, items.size()));
    }
    return failures;
  }

  private static Tried tried(Item item) {
    try {
      item.action().run();
      return new Tried(item, Optional.empty());
    } catch (EngineException e) {
      return new Tried(item, Optional.of(e.message()));
    }
  }
}
