package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.podspec.DownwardValues;
import dev.fnk.kubelet.podspec.VolumeDigests;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a running pod's volumes are looked at. */
class FollowedVolumesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final VolumeDigests TOLD = VolumeDigests.of(List.of());
  private static final Action FOLLOW = new Action.FollowVolumes("t");
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .addToLabels("round", "1")
          .endMetadata()
          .withNewSpec()
          .addNewVolume()
          .withName("v")
          .withNewDownwardAPI()
          .addNewItem()
          .withPath("round")
          .withNewFieldRef()
          .withFieldPath("metadata.labels['round']")
          .endFieldRef()
          .endItem()
          .endDownwardAPI()
          .endVolume()
          .endSpec()
          .build();

  private static Decision decide(FollowedVolumes volumes, Pod pod, Instant now) {
    return volumes.follow(Decision.nothing(PodRecord.of(pod)), pod, "t", now);
  }

  private static FollowedVolumes laid(Optional<Instant> again) {
    return FollowedVolumes.begun(TOLD)
        .reading()
        .laid(TOLD, false, DownwardValues.of(POD), again, List.of(), NOW);
  }

  @Test
  void whatIsLaidRestsUntilATokenIsDue() {
    Instant due = NOW.plusSeconds(480);

    Decision rest = decide(laid(Optional.of(due)), POD, NOW);

    assertThat(rest.actions()).isEmpty();
    assertThat(rest.lookAgainAt()).contains(due);
    assertThat(decide(laid(Optional.of(due)), POD, due).actions()).containsExactly(FOLLOW);
    assertThat(decide(laid(Optional.empty()), POD, due).lookAgainAt()).isEmpty();
  }

  @Test
  void newsALabelAndAStartAreReasonsToLook() {
    Pod labelled =
        new PodBuilder(POD).editMetadata().addToLabels("round", "2").endMetadata().build();
    Pod other = new PodBuilder(POD).editMetadata().addToLabels("else", "2").endMetadata().build();
    FollowedVolumes laid = laid(Optional.empty());

    assertThat(decide(laid.news(), POD, NOW).actions()).containsExactly(FOLLOW);
    assertThat(decide(laid, labelled, NOW).actions()).containsExactly(FOLLOW);
    assertThat(decide(laid, other, NOW).actions()).isEmpty();
    assertThat(decide(FollowedVolumes.begun(TOLD), POD, NOW).actions()).containsExactly(FOLLOW);
    assertThat(decide(FollowedVolumes.UNKNOWN, POD, NOW).actions()).containsExactly(FOLLOW);
  }

  @Test
  void newsThatComeWhileItIsReadAreNotLost() {
    FollowedVolumes laid =
        laid(Optional.empty())
            .news()
            .reading()
            .news()
            .laid(TOLD, false, DownwardValues.of(POD), Optional.empty(), List.of(), NOW);

    assertThat(decide(laid, POD, NOW).actions()).containsExactly(FOLLOW);
  }

  @Test
  void aPodOfEmptyDirsAloneHasNothingToFollow() {
    Pod pod =
        new PodBuilder(POD)
            .editSpec()
            .withVolumes()
            .addNewVolume()
            .withName("v")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .build();

    assertThat(decide(FollowedVolumes.UNKNOWN, pod, NOW).actions()).isEmpty();
  }

  @Test
  void afterARestartAllIsToldAndOnceMoreAMinuteLater() {
    assertThat(FollowedVolumes.UNKNOWN.tellsAll(NOW)).isTrue();
    FollowedVolumes first =
        FollowedVolumes.UNKNOWN
            .reading()
            .laid(TOLD, true, DownwardValues.of(POD), Optional.empty(), List.of(), NOW);
    Instant settled = NOW.plusSeconds(60);

    assertThat(first.tellsAll(NOW)).isFalse();
    assertThat(decide(first, POD, NOW).lookAgainAt()).contains(settled);
    assertThat(first.tellsAll(settled)).isTrue();
    FollowedVolumes second =
        first.reading().laid(TOLD, true, DownwardValues.of(POD), Optional.empty(), List.of(), NOW);
    assertThat(decide(second, POD, settled).actions()).isEmpty();
    assertThat(decide(second, POD, settled).lookAgainAt()).isEmpty();
  }

  @Test
  void anAgentThatDidNotHearIsToldAllOnceItIsBack() {
    FollowedVolumes failed = laid(Optional.empty()).news().reading().unheard(NOW).unheard(NOW);

    assertThat(failed.tellsAll(NOW)).isTrue();
    assertThat(decide(failed, POD, NOW).actions()).isEmpty();
    assertThat(decide(failed, POD, NOW).lookAgainAt()).contains(NOW.plusSeconds(2));
    assertThat(decide(failed.heard(NOW), POD, NOW).actions()).containsExactly(FOLLOW);
  }

  @Test
  void whatCouldNotBeReadIsReadLaterWhateverTheAgentSays() {
    FollowedVolumes failed = laid(Optional.empty()).reading().unread(NOW).heard(NOW);

    assertThat(decide(failed, POD, NOW).actions()).isEmpty();
    assertThat(decide(failed, POD, NOW.plusSeconds(1)).actions()).containsExactly(FOLLOW);
    assertThat(failed.tellsAll(NOW)).isFalse();
  }
}
