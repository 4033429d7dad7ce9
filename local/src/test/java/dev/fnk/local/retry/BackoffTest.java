package dev.fnk.local.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void pausesDoubleUpToTheLongest() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(backoff.after(1)).hasSeconds(1);
    assertThat(backoff.after(2)).hasSeconds(2);
    assertThat(backoff.after(3)).hasSeconds(4);
    assertThat(backoff.after(4)).hasSeconds(5);
    assertThat(backoff.after(Integer.MAX_VALUE)).hasSeconds(5);
  }
}
