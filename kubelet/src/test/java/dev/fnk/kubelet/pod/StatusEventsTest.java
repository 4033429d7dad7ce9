package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusEventsTest {
  private static PodStatus status(@Nullable String id, ContainerStateBuilder state) {
    return new PodStatusBuilder()
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withName("web")
                .withImage("nginx:1")
                .withContainerID(id)
                .withState(state.build())
                .build())
        .build();
  }

  private static PodStatus status(ContainerStateBuilder state) {
    return status(null, state);
  }

  private static PodStatus waiting(String reason) {
    return status(
        new ContainerStateBuilder()
            .withNewWaiting()
            .withReason(reason)
            .withMessage("why")
            .endWaiting());
  }

  private static PodStatus running() {
    return running("fargate://t1/web");
  }

  private static PodStatus running(String id) {
    return status(
        id,
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt("2026-01-01T00:00:00Z")
            .endRunning());
  }

  private static PodStatus ended(int code, String reason) {
    return status(
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(reason)
            .endTerminated());
  }

  private static List<StatusEvents.Told> between(@Nullable PodStatus before, PodStatus after) {
    return StatusEvents.between(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web-1")
            .withUid("u1")
            .endMetadata()
            .withStatus(before)
            .build(),
        after);
  }

  @Test
  void aStartIsToldOnce() {
    var first =
        List.of(
            new StatusEvents.Told("web", false, "Pulled", "Successfully pulled image \"nginx:1\""),
            new StatusEvents.Told("web", false, "Created", "Created container web"),
            new StatusEvents.Told("web", false, "Started", "Started container web"));
    assertThat(between(waiting("ContainerCreating"), running())).isEqualTo(first);
    assertThat(between(running(), running())).isEmpty();
    assertThat(between(null, running())).isEqualTo(first);
    assertThat(between(running(), running("fargate://t2/web"))).isEqualTo(first);
  }

  @Test
  void aRunInTheSameTaskNeedsNoOtherImage() {
    assertThat(between(running(), running("fargate://t1/web/1")))
        .containsExactly(new StatusEvents.Told("web", false, "Started", "Started container web"));
  }

  @Test
  void whatInitContainersDoIsTold() {
    var init =
        new PodStatusBuilder()
            .withInitContainerStatuses(
                running().getContainerStatuses().getFirst(),
                ended(1, "Error").getContainerStatuses().getFirst())
            .build();

    assertThat(between(null, init))
        .extracting(StatusEvents.Told::reason)
        .containsExactly("Pulled", "Created", "Started", "Failed");
  }

  @Test
  void aResizeThatCannotBeDoneIsToldOnce() {
    var resized =
        new PodStatusBuilder()
            .addNewCondition()
            .withType("PodResizePending")
            .withStatus("True")
            .withReason("Infeasible")
            .withMessage("why")
            .endCondition()
            .build();

    assertThat(between(new PodStatus(), resized))
        .containsExactly(new StatusEvents.Told(true, "ResizeInfeasible", "why"));
    assertThat(between(resized, resized)).isEmpty();
    assertThat(between(resized, new PodStatus())).isEmpty();
  }

  @Test
  void aPodThatWasActiveForTooLongIsToldOnce() {
    var late =
        new PodStatusBuilder()
            .withPhase("Failed")
            .withReason("DeadlineExceeded")
            .withMessage("too long")
            .build();

    assertThat(between(running(), late))
        .containsExactly(new StatusEvents.Told(false, "DeadlineExceeded", "too long"));
    assertThat(between(late, late)).isEmpty();
  }

  @Test
  void anEphemeralContainerIsToldOnce() {
    var debugged =
        new PodStatusBuilder()
            .addNewEphemeralContainerStatus()
            .withName("debug")
            .withNewState()
            .withNewTerminated()
            .withExitCode(128)
            .withMessage("why")
            .endTerminated()
            .endState()
            .endEphemeralContainerStatus()
            .build();

    assertThat(between(null, debugged))
        .containsExactly(
            new StatusEvents.Told(
                true, "EphemeralContainersIgnored", "ephemeral container debug: why"));
    assertThat(between(debugged, debugged)).isEmpty();
  }

  @Test
  void eachContainerIsComparedWithItself() {
    var one = new ContainerStatusBuilder(running().getContainerStatuses().getFirst());
    var before =
        new PodStatusBuilder()
            .withContainerStatuses(
                one.withName("a").build(),
                new ContainerStatusBuilder(
                        waiting("ContainerCreating").getContainerStatuses().getFirst())
                    .withName("b")
                    .build())
            .build();
    var after =
        new PodStatusBuilder()
            .withContainerStatuses(one.withName("a").build(), one.withName("b").build())
            .build();

    assertThat(between(before, after))
        .containsExactly(
            new StatusEvents.Told("b", false, "Pulled", "Successfully pulled image \"nginx:1\""),
            new StatusEvents.Told("b", false, "Created", "Created container b"),
            new StatusEvents.Told("b", false, "Started", "Started container b"));
  }

  @Test
  void anEndThatIsTheLastStateByNowWasToldWhenItCame() {
    var ended = ended(3, "Error").getContainerStatuses().getFirst();
    var backOff =
        new PodStatusBuilder()
            .withContainerStatuses(
                new ContainerStatusBuilder(
                        waiting("CrashLoopBackOff").getContainerStatuses().getFirst())
                    .withLastState(ended.getState())
                    .build())
            .build();

    assertThat(between(ended(3, "Error"), backOff))
        .extracting(StatusEvents.Told::reason)
        .containsExactly("BackOff");
    assertThat(between(running(), backOff))
        .extracting(StatusEvents.Told::reason)
        .containsExactly("Failed", "BackOff");
  }

  @Test
  void eachBackOffIsToldOnce() {
    var told =
        new StatusEvents.Told(
            "web",
            true,
            "BackOff",
            "Back-off restarting failed container web in pod web-1_shop(u1)");
    PodStatus first = backingOff("back-off 10s", 1);

    assertThat(between(ended(1, "Error"), first)).containsExactly(told);
    assertThat(between(first, first)).isEmpty();
    assertThat(between(first, backingOff("back-off 20s", 1))).containsExactly(told);
    assertThat(between(backingOff("back-off 5m0s", 1), backingOff("back-off 5m0s", 2)))
        .contains(told);
    assertThat(between(ended(1, "Error"), waiting("ContainerCreating"))).isEmpty();
  }

  private static PodStatus backingOff(String message, int code) {
    var last = ended(code, "Error").getContainerStatuses().getFirst().getState();
    var state =
        new ContainerStateBuilder()
            .withNewWaiting()
            .withReason("CrashLoopBackOff")
            .withMessage(message)
            .endWaiting();
    return new PodStatusBuilder(status(state))
        .editFirstContainerStatus()
        .withLastState(last)
        .endContainerStatus()
        .build();
  }

  @Test
  void anImageThatCannotBePulled() {
    assertThat(between(waiting("ContainerCreating"), waiting("ErrImagePull")))
        .containsExactly(
            new StatusEvents.Told("web", true, "Failed", "Container web: ErrImagePull: why"));
    assertThat(between(waiting("ErrImagePull"), waiting("ErrImagePull"))).isEmpty();
  }

  @Test
  void whatWasBeforeThePodBeganAnewIsNoOtherEnd() {
    assertThat(between(running(), ended(137, "RestartingAllContainers"))).isEmpty();
  }

  @Test
  void anEndWithAnErrorIsToldOnceAndAGoodOneNot() {
    assertThat(between(running(), ended(3, "Error")))
        .containsExactly(
            new StatusEvents.Told(
                "web", true, "Failed", "Container web ended with exit code 3 (Error)"));
    assertThat(between(ended(3, "Error"), ended(3, "Error"))).isEmpty();
    assertThat(between(running(), ended(0, "Completed"))).isEmpty();
    assertThat(between(running(), ended(137, "OOMKilled")))
        .extracting(StatusEvents.Told::reason)
        .containsExactly("OOMKilling");
  }
}
