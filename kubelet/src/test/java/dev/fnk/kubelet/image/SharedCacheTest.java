package dev.fnk.kubelet.image;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.image.SharedCache.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedCacheTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final SharedCache<String, Integer> cache = new SharedCache<>(100, now::get);
  private final AtomicInteger made = new AtomicInteger();

  private int get(String key, long weight) throws InterruptedException {
    return cache.get(key, () -> new Made<>(made.incrementAndGet(), Duration.ofSeconds(10), weight));
  }

  @Test
  void itIsMadeAgainWhenItIsNoLongerGood() throws InterruptedException {
    assertThat(get("a", 1)).isEqualTo(1);
    now.set(Instant.EPOCH.plusMillis(9_999));
    assertThat(get("a", 1)).isEqualTo(1);
    assertThat(cache.known("a")).contains(1);
    now.set(Instant.EPOCH.plusSeconds(10));
    assertThat(cache.known("a")).isEmpty();
    assertThat(get("a", 1)).isEqualTo(2);
  }

  @Test
  void whatNobodyAskedForTheLongestGoesFirst() throws InterruptedException {
    get("a", 40);
    get("b", 40);
    get("a", 40);
    get("c", 40);

    assertThat(cache.known("a")).isPresent();
    assertThat(cache.known("b")).isEmpty();
    assertThat(cache.known("c")).isPresent();
  }

  @Test
  void whatIsReplacedWeighsNoMore() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      get("a", 40);
      now.set(now.get().plusSeconds(10));
    }
    get("b", 40);

    assertThat(get("b", 40)).isEqualTo(6);
    assertThat(get("a", 40)).isEqualTo(7);
    assertThat(cache.known("b")).isPresent();
  }

  @Test
  void whatIsTooMuchAltogetherIsNotKept() throws InterruptedException {
    get("a", 101);

    assertThat(cache.known("a")).isEmpty();
  }

  @Test
  void thoseWhoWaitForOneThatBrokeOffMakeItThemselves() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(
              () ->
                  cache.get(
                      "a",
                      () -> {
                        begun.countDown();
                        go.await();
                        throw new IllegalArgumentException("broken");
                      }));
      begun.await();
      var second = threads.submit(() -> get("a", 1));
      go.countDown();
      assertThatThrownBy(first::get).hasRootCauseInstanceOf(IllegalArgumentException.class);
      eventually("the second has it", second::isDone);
      assertThat(second.resultNow()).isEqualTo(1);
    }
  }
}
