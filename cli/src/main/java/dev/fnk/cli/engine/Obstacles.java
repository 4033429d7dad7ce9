package dev.fnk.cli.engine;

import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks, after an interruption, why what was waited for had not come. */
final class Obstacles {
  /** A run that is interrupted has some seconds to end in. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private Obstacles() {}

  /** Reasons of those that have one and tell it in time; the interrupt status is kept. */
  static Map<Resource<?>, String> of(List<ManagedResource<?>> resources, ObservedState known) {
    if (resources.isEmpty()) {
      return Map.of();
    }
    var reasons = new ConcurrentHashMap<Resource<?>, String>();
    var open = new CountDownLatch(resources.size());
    // In threads of their own: a client would not ask for one that is interrupted.
    for (var resource : resources) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  resource.obstacle(known).ifPresent(why -> reasons.put(resource, why));
                } catch (RuntimeException e) {
                  reasons.put(resource, "it cannot be told why: " + LabException.describe(e));
                } finally {
                  open.countDown();
                }
              });
    }
    await(open);
    return Map.copyOf(reasons);
  }

  private static void await(CountDownLatch open) {
    var interrupted = Thread.interrupted();
    try {
      open.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true; // asked twice: now
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
