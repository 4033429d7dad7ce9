package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {
  /** Calls in all: four a second of ten at most, until each would wait for longer than 3 s. */
  @ParameterizedTest
  @CsvSource({
    "10,1,500",
    "10,2,500",
    "10,4,1000",
    "10,12,3000",
    "10,20,3000",
    "10,40,5000",
    "25,5,500",
    "25,10,1000",
    "25,100,5000"
  })
  void followersShareTheQuota(int perSecond, int followers, long millis) {
    var pace = new Pace(perSecond);
    for (int i = 0; i <= followers; i++) {
      pace.enter();
    }
    pace.leave();

    assertThat(pace.interval()).isEqualTo(Duration.ofMillis(millis));
  }
}
