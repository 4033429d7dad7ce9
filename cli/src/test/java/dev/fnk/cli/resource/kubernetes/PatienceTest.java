package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap
  private final Patience patience = new Patience(Duration.ofSeconds(60), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aHundredQuestionsShareOneMinute() {
    int asked = 0;
    for (int question = 0; question < 100; question++) {
      while (patience.lasts()) {
        asked++;
        pass(Duration.ofSeconds(1));
      }
    }

    assertThat(asked).isEqualTo(60);
  }

  @Test
  void anAnswerGivesItBack() {
    assertThat(patience.lasts()).isTrue();
    pass(Duration.ofSeconds(60));
    assertThat(patience.lasts()).isFalse();

    patience.restore();

    assertThat(patience.lasts()).isTrue();
  }
}
