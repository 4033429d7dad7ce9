package dev.fnk.kubelet.stats;

import static dev.fnk.kubelet.stats.Figures.BEGIN;
import static dev.fnk.kubelet.stats.Figures.container;
import static dev.fnk.kubelet.stats.Figures.nothingKnown;
import static dev.fnk.kubelet.stats.Figures.pod;
import static dev.fnk.kubelet.stats.Figures.running;
import static dev.fnk.kubelet.stats.Figures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.TaskStatistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StatsCollectorTest {
  private final Map<String, TaskStatistics> agents = new ConcurrentHashMap<>();
  private final List<RunningPod> pods = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private Instant now = BEGIN;

  private StatsCollector collector(StatsCollector.Source source, int atOnce, Duration within) {
    return new StatsCollector(
        () -> pods,
        source,
        new StatsCollector.Limits(within, Duration.ofSeconds(5), atOnce),
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        });
  }

  private StatsCollector collector() {
    return collector(
        (task, _) -> {
          asked.incrementAndGet();
          TaskStatistics figures = agents.get(task);
          if (figures == null) {
            throw new IllegalStateException("no agent");
          }
          return figures;
        },
        8,
        Duration.ofSeconds(20));
  }

  private void used(String pod, Instant at, long nanoseconds) {
    agents.put("t-" + pod, task(at, container("main", at, nanoseconds, 500)));
  }

  private void at(int second) {
    now = BEGIN.plusSeconds(second);
  }

  @Test
  void aRoundIsToldAgainForAWhile() throws Exception {
    pods.add(running(pod("a")));
    used("a", BEGIN, 100);
    StatsCollector collector = collector();

    Snapshot first = collector.snapshot();
    at(4);
    assertThat(collector.snapshot()).isSameAs(first);
    at(5);
    assertThat(collector.snapshot()).isNotSameAs(first);
    assertThat(asked).hasValue(2);
  }

  @Test
  void manyCallersShareARound() throws Exception {
    pods.add(running(pod("a")));
    used("a", BEGIN, 100);
    StatsCollector collector = collector();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Snapshot>> told = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        told.add(threads.submit(collector::snapshot));
      }
      for (Future<Snapshot> one : told) {
        assertThat(one.get().pods()).hasSize(1);
      }
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void oneThatDoesNotTellInTimeIsMissingAndTheOthersAreNot() throws Exception {
    pods.add(running(pod("a")));
    pods.add(running(pod("mute")));
    pods.add(running(pod("gone")));
    var never = new CountDownLatch(1);
    StatsCollector collector =
        collector(
            (task, _) -> {
              if (task.equals("t-gone")) {
                throw new IllegalStateException("no connection");
              }
              if (task.equals("t-mute")) {
                never.await();
              }
              return task(now, container("main", now, 100, 500));
            },
            8,
            Duration.ofSeconds(3));

    Snapshot snapshot = collector.snapshot();

    assertThat(snapshot.pods()).extracting(PodFigures::name).containsExactly("a");
    assertThat(snapshot.missing()).isEqualTo(2);
  }

  @Test
  void noMoreThanSomeAreAskedAtATime() throws Exception {
    for (int i = 0; i < 30; i++) {
      pods.add(running(pod("p" + i)));
    }
    var under = new AtomicInteger();
    var most = new AtomicInteger();
    StatsCollector collector =
        collector(
            (task, _) -> {
              most.accumulateAndGet(under.incrementAndGet(), Math::max);
              Thread.yield();
              under.decrementAndGet();
              return task(now, container("main", now, 100, 500));
            },
            3,
            Duration.ofSeconds(20));

    assertThat(collector.snapshot().pods()).hasSize(30);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void ratesAreOfTwoReadings() throws Exception {
    pods.add(running(pod("a")));
    used("a", BEGIN, 1_000_000_000);
    StatsCollector collector = collector();
    assertThat(collector.snapshot().pods().getFirst().nanoCores()).isEmpty();
    assertThat(collector.snapshot().node().nanoCores()).isEmpty();

    at(10);
    used("a", now, 6_000_000_000L);
    assertThat(collector.snapshot().pods().getFirst().nanoCores())
        .isEqualTo(Map.of("main", 500_000_000L));
    assertThat(collector.snapshot().node().nanoCores()).hasValue(500_000_000L);

    at(20); // the engine tells the same reading again
    assertThat(collector.snapshot().pods().getFirst().nanoCores())
        .isEqualTo(Map.of("main", 500_000_000L));
  }

  @Test
  void theNodesCounterGoesOnWhenPodsGo() throws Exception {
    pods.add(running(pod("a")));
    pods.add(running(pod("b")));
    used("a", BEGIN, 100);
    used("b", BEGIN, 1000);
    StatsCollector collector = collector();
    assertThat(collector.snapshot().node().cpuNanoseconds()).isEqualTo(1100);

    at(10);
    pods.removeLast();
    used("a", now, 150);
    assertThat(collector.snapshot().node().cpuNanoseconds()).isEqualTo(1150);

    at(20);
    pods.clear();
    assertThat(collector.snapshot().node().cpuNanoseconds()).isEqualTo(1150);
    assertThat(collector.snapshot().node().nanoCores()).hasValue(0);
  }

  @Test
  void whatTasksUsedBeforeTheNodeBeganIsNotItsOwn() throws Exception {
    pods.add(running(pod("old")));
    used("old", BEGIN, 7000);
    now = BEGIN.plusSeconds(60);
    StatsCollector collector = collector();
    assertThat(collector.snapshot().node().cpuNanoseconds()).isZero();

    at(70);
    used("old", now, 7500);
    assertThat(collector.snapshot().node().cpuNanoseconds()).isEqualTo(500);
  }

  @Test
  void aRoundThatIsNotWholeGivesTheNodeNoRate() throws Exception {
    pods.add(running(pod("a")));
    pods.add(running(pod("b")));
    used("a", BEGIN, 100);
    StatsCollector collector = collector();
    assertThat(collector.snapshot().missing()).isOne();

    at(10);
    used("b", now, 100);
    assertThat(collector.snapshot().node().nanoCores()).isEmpty();
  }

  @Test
  void aContainerOfWhichNothingIsKnownHasNoRate() throws Exception {
    pods.add(running(pod("a")));
    agents.put("t-a", task(BEGIN, nothingKnown("main", BEGIN)));

    assertThat(collector().snapshot().pods().getFirst().nanoCores()).isEmpty();
  }
}
