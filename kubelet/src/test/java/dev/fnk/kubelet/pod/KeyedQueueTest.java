package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KeyedQueueTest {
  @Test
  void whatComesWhileAKeyIsWorkedOnIsOneMoreRound() throws InterruptedException {
    var started = new Semaphore(0);
    var go = new Semaphore(0);
    var runs = new AtomicInteger();
    try (var queue =
        new KeyedQueue<String>(
            _ -> {
              runs.incrementAndGet();
              started.release();
              go.acquire();
              return Optional.empty();
            })) {
      queue.submit("a");
      started.acquire();
      for (int i = 0; i < 100; i++) {
        queue.submit("a");
      }
      go.release();
      started.acquire();
      go.release();
      assertThat(started.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void aKeyIsNeverWorkedOnTwiceAtATime() throws InterruptedException {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var done = new CountDownLatch(1);
    var runs = new AtomicInteger();
    try (var queue =
        new KeyedQueue<String>(
            _ -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              Thread.yield();
              inside.decrementAndGet();
              if (runs.incrementAndGet() == 50) {
                done.countDown();
              }
              return runs.get() < 50 ? Optional.of(Duration.ZERO) : Optional.empty();
            })) {
      for (int i = 0; i < 1000; i++) {
        queue.submit("a");
      }
      done.await();
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void keysDoNotWaitForEachOther() throws InterruptedException {
    var both = new CountDownLatch(2);
    try (var queue =
        new KeyedQueue<String>(
            _ -> {
              both.countDown();
              both.await();
              return Optional.empty();
            })) {
      queue.submit("a");
      queue.submit("b");
      assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aFailureIsTriedAgain() throws InterruptedException {
    var done = new CountDownLatch(2);
    try (var queue =
        new KeyedQueue<String>(
            _ -> {
              done.countDown();
              if (done.getCount() > 0) {
                throw new IllegalStateException("the first time fails");
              }
              return Optional.empty();
            })) {
      queue.submit("a");
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingEndsWhatIsUnderWay() throws InterruptedException {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    try (var queue =
        new KeyedQueue<String>(
            _ -> {
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
    }
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void retriesComeLaterAndLater() {
    assertThat(KeyedQueue.retryDelay(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(KeyedQueue.retryDelay(3)).isEqualTo(Duration.ofSeconds(8));
    assertThat(KeyedQueue.retryDelay(50)).isEqualTo(Duration.ofSeconds(60));
  }
}
