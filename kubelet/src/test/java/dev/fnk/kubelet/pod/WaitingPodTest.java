package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.reference.Need;
import dev.fnk.kubelet.reference.Reading.Absence;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskToPodStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** For what containers wait that have no task yet, in a kubelet's reasons. */
final class WaitingPodTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final Pod POD = Pods.restarting("Always");

  private final PodDecider decider =
      new PodDecider(Pods.MAPPING, new TaskToPodStatus("10.0.0.9"), Agents.NOT_ASKED);

  @Test
  void whatAnEnvironmentLacksIsAnErrorOfTheContainersConfiguration() {
    Decision decision = missing(POD, Need.Place.ENVIRONMENT, false);

    assertThat(reason(decision)).isEqualTo("CreateContainerConfigError");
    assertThat(told(decision)).contains("Failed").doesNotContain("FailedMount");
  }

  @Test
  void whatAVolumeLacksKeepsContainersFromBeingCreated() {
    Decision decision = missing(POD, Need.Place.VOLUME, false);

    assertThat(reason(decision)).isEqualTo("ContainerCreating");
    assertThat(told(decision)).contains("FailedMount").doesNotContain("Failed");
  }

  @Test
  void andThePodFromBeingInitialized() {
    Pod pod =
        Pods.pod("p", "initContainers: [{name: i, image: b}]\ncontainers: [{name: a, image: a}]");

    assertThat(reason(missing(pod, Need.Place.VOLUME, false))).isEqualTo("PodInitializing");
    assertThat(reason(missing(pod, Need.Place.ENVIRONMENT, false)))
        .isEqualTo("CreateContainerConfigError");
  }

  @Test
  void aVolumeThatNeedNotBeThereHoldsNothing() {
    var optional = absence(Need.Place.VOLUME, true);
    var mandatory = absence(Need.Place.ENVIRONMENT, false);
    var missing = new Resolution.Missing(List.of("x"), List.of(optional, mandatory));

    assertThat(reason(decide(POD, missing))).isEqualTo("CreateContainerConfigError");
  }

  @Test
  void aContainerThatMustNotRunAsRootFailsAndIsNotUnsupported() {
    Pod pod =
        Pods.pod("p", "containers: [{name: web, image: a, securityContext: {runAsNonRoot: true}}]");

    Decision decision = decide(pod, new Resolution.Resolved(Pods.inputs(pod)));

    assertThat(reason(decision)).isEqualTo("CreateContainerConfigError");
    assertThat(told(decision)).containsExactly("Failed");
  }

  private Decision missing(Pod pod, Need.Place place, boolean optional) {
    return decide(
        pod, new Resolution.Missing(List.of("x not found"), List.of(absence(place, optional))));
  }

  private static Absence absence(Need.Place place, boolean optional) {
    return new Absence(new Need(Need.Kind.SECRET, "a", "", optional, place), "x not found");
  }

  private Decision decide(Pod pod, Resolution inputs) {
    var seen = Observations.NONE.with(Optional.of(inputs));
    return decider.decide(pod, PodRecord.of(pod), seen, NOW);
  }

  private static String reason(Decision decision) {
    return decision
        .status()
        .orElseThrow()
        .getContainerStatuses()
        .getFirst()
        .getState()
        .getWaiting()
        .getReason();
  }

  private static List<String> told(Decision decision) {
    return decision.actions().stream()
        .filter(Action.Tell.class::isInstance)
        .map(Action.Tell.class::cast)
        .map(Action.Tell::reason)
        .toList();
  }
}
