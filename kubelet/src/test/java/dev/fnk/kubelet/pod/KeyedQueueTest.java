package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.schedule.SystemScheduler;
import dev.fnk.kubelet.schedule.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KeyedQueueTest {
  private final VirtualTime time = new VirtualTime();
  private final VirtualTime.Process process = time.process();
  private final List<String> runs = new ArrayList<>();

  private long seconds() {
    return Duration.between(VirtualTime.START, process.instant()).toSeconds();
  }

  private KeyedQueue<String> queue(KeyedQueue.Handler<String> handler) {
    return new KeyedQueue<>(
        process,
        (key, news) -> {
          runs.add(key + seconds());
          return handler.handle(key, news);
        });
  }

  @Test
  void whatComesWhileAKeyIsWorkedOnIsOneMoreRound() {
    var queue =
        queue(
            (_, _) -> {
              process.sleep(Duration.ofSeconds(10));
              return Optional.empty();
            });
    queue.submit("a");
    time.run(Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      queue.submit("a");
    }
    time.run(Duration.ofMinutes(1));

    assertThat(runs).containsExactly("a0", "a10");
  }

  @Test
  void newsComeBeforeTheNextLookAndInItsPlace() {
    var queue =
        queue(
            (_, _) ->
                runs.size() == 1
                    ? Optional.of(process.instant().plusSeconds(10))
                    : Optional.empty());
    queue.submit("a");
    time.run(Duration.ofSeconds(5));
    queue.submit("a");
    time.run(Duration.ofMinutes(1));

    assertThat(runs).containsExactly("a0", "a5");
  }

  @Test
  void aLookThatIsOverdueIsMadeAtOnce() {
    var queue =
        queue(
            (_, _) ->
                runs.size() == 1
                    ? Optional.of(process.instant().minusSeconds(10))
                    : Optional.empty());
    queue.submit("a");
    time.run(Duration.ZERO);

    assertThat(runs).containsExactly("a0", "a0");
  }

  @Test
  void keysDoNotWaitForEachOther() {
    var queue =
        queue(
            (_, _) -> {
              process.sleep(Duration.ofSeconds(10));
              return Optional.empty();
            });
    queue.submit("a");
    queue.submit("b");
    time.run(Duration.ofSeconds(1));

    assertThat(runs).containsExactly("a0", "b0");
  }

  @Test
  void itLooksAgainAtTheTimeItWasTold() {
    var queue =
        queue(
            (_, _) ->
                seconds() < 60 ? Optional.of(process.instant().plusSeconds(30)) : Optional.empty());
    queue.submit("a");
    time.run(Duration.ofMinutes(10));

    assertThat(runs).containsExactly("a0", "a30", "a60");
  }

  @Test
  void newsComeBeforeTheTimeItWasTold() {
    Instant told = VirtualTime.START.plusSeconds(30);
    var queue = queue((_, _) -> Optional.of(told).filter(at -> process.instant().isBefore(at)));
    queue.submit("a");
    time.run(Duration.ofSeconds(10));
    queue.submit("a");
    time.run(Duration.ofMinutes(10));

    assertThat(runs).containsExactly("a0", "a10", "a30");
  }

  @Test
  void newsEndAWaitOfTheHandler() {
    var woken = new AtomicBoolean();
    var queue =
        queue(
            (_, news) -> {
              if (runs.size() == 1) {
                woken.set(news.await(Duration.ofHours(1)));
              }
              return Optional.empty();
            });
    queue.submit("a");
    time.run(Duration.ofSeconds(5));
    queue.submit("a");
    time.run(Duration.ofMinutes(1));

    assertThat(woken).isTrue();
    assertThat(runs).containsExactly("a0", "a5");
  }

  @Test
  void aFailureIsTriedAgainLaterAndLaterWhateverIsNew() {
    var queue =
        queue(
            (_, _) -> {
              throw new IllegalStateException("always");
            });
    for (int i = 0; i < 200; i++) {
      queue.submit("a");
      time.run(Duration.ofSeconds(1));
    }

    assertThat(runs).containsExactly("a0", "a1", "a3", "a7", "a15", "a31", "a63", "a123", "a183");
  }

  @Test
  void aSuccessForgetsTheFailuresBefore() {
    var failing = new AtomicBoolean(true);
    var queue =
        queue(
            (_, _) -> {
              if (failing.get()) {
                throw new IllegalStateException("for now");
              }
              return Optional.empty();
            });
    queue.submit("a");
    time.run(Duration.ofSeconds(16));
    failing.set(false);
    time.run(Duration.ofSeconds(16));
    failing.set(true);
    queue.submit("a");
    time.run(Duration.ofSeconds(2));

    assertThat(runs).endsWith("a31", "a32", "a33");
  }

  @Test
  void closingEndsWhatIsUnderWay() throws InterruptedException {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var rounds = new AtomicInteger();
    try (var scheduler = new SystemScheduler();
        var queue =
            new KeyedQueue<String>(
                scheduler,
                (_, _) -> {
                  rounds.incrementAndGet();
                  started.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    interrupted.countDown();
                  }
                  return Optional.empty();
                })) {
      queue.submit("a");
      started.await();
      queue.submit("a");
    }
    assertThat(interrupted.getCount()).isZero();
    assertThat(rounds).hasValue(1);
  }
}
