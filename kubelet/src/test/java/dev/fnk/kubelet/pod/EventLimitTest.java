package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLimitTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final EventLimit limit = new EventLimit();

  private long allowed(String uid, Instant at) {
    return IntStream.range(0, 100).filter(_ -> limit.allows(uid, at)).count();
  }

  @Test
  void aPodHasTwentyFiveAtOnceAndThenOneInFiveMinutes() {
    assertThat(allowed("a", NOW)).isEqualTo(25);
    assertThat(allowed("a", NOW.plusSeconds(299))).isZero();
    assertThat(allowed("a", NOW.plusSeconds(300))).isEqualTo(1);
    assertThat(allowed("a", NOW.plusSeconds(1500))).isEqualTo(4);
  }

  @Test
  void aPodDoesNotUseUpAnothersEvents() {
    allowed("a", NOW);

    assertThat(allowed("b", NOW)).isEqualTo(25);
  }

  @Test
  void restNeverSavesMoreThanTheBurst() {
    allowed("a", NOW);

    assertThat(allowed("a", NOW.plusSeconds(1_000_000))).isEqualTo(25);
  }
}
