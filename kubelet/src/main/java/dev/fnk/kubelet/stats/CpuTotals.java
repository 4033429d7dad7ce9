package dev.fnk.kubelet.stats;

import dev.fnk.kubelet.agent.contract.TaskStatistics.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Processor time as it goes on: rates of containers since their readings before, and a counter for
 * the node that never goes back, though pods go. Not for many threads at a time.
 */
final class CpuTotals {
  private record Key(String task, String container) {}

  private record Reading(Instant at, long nanoseconds, long nanoCores) {}

  private static final long UNKNOWN = -1;

  private final Instant since;
  private final Map<Key, Reading> last = new HashMap<>();
  private long total;

  /**
   * @param since what was used before by tasks that an earlier node has started is not counted
   */
  CpuTotals(Instant since) {
    this.since = since;
  }

  Instant since() {
    return since;
  }

  /** Counts what the containers of a task have used; gives their rates, where known. */
  Map<String, Long> count(String task, Iterable<Container> containers) {
    Map<String, Long> rates = new HashMap<>();
    for (Container container : containers) {
      if (container.cpu().isEmpty()) {
        continue;
      }
      var key = new Key(task, container.name());
      Reading next = next(last.get(key), container);
      last.put(key, next);
      if (next.nanoCores() != UNKNOWN) {
        rates.put(container.name(), next.nanoCores());
      }
    }
    return rates;
  }

  private Reading next(@Nullable Reading before, Container container) {
    long used = container.cpu().orElseThrow().usageNanoseconds();
    if (before == null) {
      boolean whole = container.since().filter(from -> !from.isBefore(since)).isPresent();
      total += whole ? used : 0;
      return new Reading(container.at(), used, UNKNOWN);
    }
    Duration passed = Duration.between(before.at(), container.at());
    if (!passed.isPositive()) {
      return before;
    }
    long more = Math.max(0, used - before.nanoseconds());
    total += more;
    return new Reading(container.at(), used, Math.round(more * 1e9 / passed.toNanos()));
  }

  /** Forgets all other tasks. */
  void keep(Set<String> tasks) {
    last.keySet().removeIf(key -> !tasks.contains(key.task()));
  }

  /** Nanoseconds of all containers so far. */
  long total() {
    return total;
  }
}
