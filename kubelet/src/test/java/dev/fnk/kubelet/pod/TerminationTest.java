package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminationTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:01:00Z");

  @Test
  void whoDeletesThePodSaysHowLongItMayTake() {
    Pod pod = deleted(7L, 60L);

    assertThat(Termination.ofDeleted(pod))
        .isEqualTo(new Termination(Duration.ofSeconds(7), AT.plusSeconds(5)));
    assertThat(Termination.ofDeleted(deleted(-1L, 60L)).grace()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      value = {"60, 60", "0, 0", "-1, 0", "99999999999, 31536000", "null, 30"},
      nullValues = "null")
  void elseThePodDoes(Long own, long seconds) {
    assertThat(Termination.ofDeleted(deleted(null, own)).grace()).hasSeconds(seconds);
    assertThat(Termination.from(deleted(7L, own), AT))
        .isEqualTo(new Termination(Duration.ofSeconds(seconds), AT.plusSeconds(seconds + 5)));
  }

  private static Pod deleted(Long allowed, Long own) {
    return new PodBuilder()
        .withNewMetadata()
        .withDeletionTimestamp(AT.toString())
        .withDeletionGracePeriodSeconds(allowed)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(own)
        .endSpec()
        .build();
  }
}
