package dev.fnk.kubelet.stats;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.contract.TaskStatistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the agents of all running pods at once; what was told is kept for some seconds. A round has
 * a deadline: whoever has not told by then is missing in it, and nobody waits for him.
 */
public final class StatsCollector {
  private static final Logger LOG = LoggerFactory.getLogger(StatsCollector.class);

  /** Asks one agent. */
  @FunctionalInterface
  public interface Source {
    TaskStatistics read(String task, Duration within) throws AgentException, InterruptedException;
  }

  /**
   * @param within a round's deadline; metrics-server waits for 10 s, an engine takes two
   * @param keep how long a round is told again; shorter than anybody's interval
   * @param atOnce agents asked at a time
   */
  record Limits(Duration within, Duration keep, int atOnce) {
    static final Limits USUAL = new Limits(Duration.ofSeconds(6), Duration.ofSeconds(5), 512);
  }

  private final Supplier<? extends Collection<RunningPod>> pods;
  private final Source source;
  private final Limits limits;
  private final Clock clock;
  private final ReentrantLock collecting = new ReentrantLock();
  private final CpuTotals totals;
  private @Nullable Snapshot latest;

  StatsCollector(
      Supplier<? extends Collection<RunningPod>> pods, Source source, Limits limits, Clock clock) {
    this.pods = pods;
    this.source = source;
    this.limits = limits;
    this.clock = clock;
    this.totals = new CpuTotals(clock.instant());
  }

  /**
   * Of these pods, by these agents.
   *
   * @param pods those that run now
   */
  public StatsCollector(
      Supplier<? extends Collection<RunningPod>> pods, Source source, Clock clock) {
    this(pods, source, Limits.USUAL, clock);
  }

  /** The latest round, or a new one; callers share it. */
  Snapshot snapshot() throws InterruptedException {
    collecting.lockInterruptibly();
    try {
      Snapshot known = latest;
      if (known != null && clock.instant().isBefore(known.at().plus(limits.keep()))) {
        return known;
      }
      Snapshot next = collect(known);
      latest = next;
      return next;
    } finally {
      collecting.unlock();
    }
  }

  private Snapshot collect(@Nullable Snapshot before) throws InterruptedException {
    List<RunningPod> asked = List.copyOf(pods.get());
    List<PodFigures> told = new ArrayList<>();
    List<Future<TaskStatistics>> answers = ask(asked);
    for (int i = 0; i < answers.size(); i++) {
      TaskStatistics figures = told(asked.get(i), answers.get(i));
      if (figures != null) {
        told.add(
            new PodFigures(
                asked.get(i), figures, totals.count(asked.get(i).task(), figures.containers())));
      }
    }
    totals.keep(asked.stream().map(RunningPod::task).collect(Collectors.toSet()));
    Instant now = clock.instant();
    return new Snapshot(
        now, told, asked.size() - told.size(), node(before, now, told.size() == asked.size()));
  }

  private List<Future<TaskStatistics>> ask(List<RunningPod> asked) throws InterruptedException {
    var turns = new Semaphore(limits.atOnce());
    List<Callable<TaskStatistics>> calls =
        asked.stream()
            .<Callable<TaskStatistics>>map(
                pod ->
                    () -> {
                      turns.acquire();
                      try {
                        return source.read(pod.task(), limits.within());
                      } finally {
                        turns.release();
                      }
                    })
            .toList();
    var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("statistics").factory());
    try {
      // Those that are late are interrupted.
      return threads.invokeAll(calls, limits.within().toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private static @Nullable TaskStatistics told(RunningPod pod, Future<TaskStatistics> answer)
      throws InterruptedException {
    if (answer.isCancelled()) {
      LOG.debug("figures of task {}: not told in time", pod.task());
      return null;
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      LOG.debug("figures of task {}: {}", pod.task(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Of a round that is not whole, a rate would be made up. */
  private Snapshot.Node node(@Nullable Snapshot before, Instant now, boolean whole) {
    OptionalLong rate = OptionalLong.empty();
    if (before != null && whole && before.missing() == 0 && now.isAfter(before.at())) {
      long more = totals.total() - before.node().cpuNanoseconds();
      rate = OptionalLong.of(Math.round(more * 1e9 / Duration.between(before.at(), now).toNanos()));
    }
    return new Snapshot.Node(totals.since(), totals.total(), rate);
  }
}
