package dev.fnk.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.node.LeaseDecision.Observed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LeaseDecisionTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration LIFE = Duration.ofSeconds(40);

  @Test
  void createsOneThatIsMissing() {
    assertThat(LeaseDecision.decide(null, "me", NOW, NOW)).isEqualTo(new LeaseDecision.Create());
  }

  @Test
  void takesItsOwnHoweverFresh() {
    assertThat(decide("me", NOW.minusSeconds(1), NOW)).isEqualTo(new LeaseDecision.Take());
  }

  @Test
  void takesOneThatWasGivenUpOrNeverRenewed() {
    assertThat(decide(null, NOW.minusSeconds(1), NOW)).isEqualTo(new LeaseDecision.Take());
    assertThat(decide("other", null, NOW)).isEqualTo(new LeaseDecision.Take());
  }

  @Test
  void waitsForTheEndOfAFreshOne() {
    assertThat(decide("other", NOW.minusSeconds(39), NOW))
        .isEqualTo(new LeaseDecision.Wait("other", NOW.plusSeconds(1)));
  }

  @Test
  void takesOneThatIsOver() {
    assertThat(decide("other", NOW.minusSeconds(40), NOW)).isEqualTo(new LeaseDecision.Take());
  }

  @Test
  void aHolderWhoseClockRunsAheadIsWaitedForNoLongerThanALease() {
    Instant ahead = NOW.plusSeconds(3600);

    assertThat(decide("other", ahead, NOW.minusSeconds(10)))
        .isEqualTo(new LeaseDecision.Wait("other", NOW.plusSeconds(30)));
    assertThat(decide("other", ahead, NOW.minusSeconds(40))).isEqualTo(new LeaseDecision.Take());
  }

  private static LeaseDecision decide(String holder, Instant renewed, Instant unchangedSince) {
    return LeaseDecision.decide(new Observed(holder, renewed, LIFE), "me", NOW, unchangedSince);
  }
}
