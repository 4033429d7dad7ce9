package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;

final class RetryTest {
  private final List<Long> pauses = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void waitsLongerEachTimeAndNotLongerThanItMay() {
    assertThatThrownBy(() -> retry(60).call(this::throttled)).isInstanceOf(SdkException.class);

    assertThat(pauses).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 15_000L, 15_000L);
    assertThat(calls).hasValue(8);
  }

  @Test
  void usesAllItMay() {
    assertThatThrownBy(() -> new Retry(Duration.ofMillis(1500), this::pause).call(this::throttled))
        .isInstanceOf(SdkException.class);

    assertThat(pauses).containsExactly(500L, 1000L);
  }

  @Test
  void givesWhatComesAtLast() throws InterruptedException {
    String answer =
        retry(60)
            .call(
                () -> {
                  if (calls.incrementAndGet() < 3) {
                    throw FakeCloudWatch.error("InternalFailure", 500);
                  }
                  return "answer";
                });

    assertThat(answer).isEqualTo("answer");
    assertThat(pauses).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "ThrottlingException, 400, 2",
    "InternalFailure, 500, 2",
    "ServiceUnavailableException, 503, 2",
    "AccessDeniedException, 400, 1",
    "Strange, 499, 1"
  })
  void onlyWhatPasses(String code, int status, int expected) {
    assertThatThrownBy(
            () ->
                new Retry(Duration.ofMillis(500), this::pause)
                    .call(
                        () -> {
                          calls.incrementAndGet();
                          throw FakeCloudWatch.error(code, status);
                        }))
        .isInstanceOf(SdkException.class);

    assertThat(calls).hasValue(expected);
  }

  private Retry retry(int seconds) {
    return new Retry(Duration.ofSeconds(seconds), this::pause);
  }

  private String throttled() {
    calls.incrementAndGet();
    throw FakeCloudWatch.error("ThrottlingException", 400);
  }

  private void pause(Duration duration) {
    pauses.add(duration.toMillis());
  }
}
