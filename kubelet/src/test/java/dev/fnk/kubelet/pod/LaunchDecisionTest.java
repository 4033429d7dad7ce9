package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.PodDecisions.DECIDER;
import static dev.fnk.kubelet.pod.PodDecisions.NONE;
import static dev.fnk.kubelet.pod.PodDecisions.NOW;
import static dev.fnk.kubelet.pod.PodDecisions.decide;
import static dev.fnk.kubelet.pod.PodDecisions.fresh;
import static dev.fnk.kubelet.pod.PodDecisions.knowing;
import static dev.fnk.kubelet.pod.PodDecisions.limited;
import static dev.fnk.kubelet.pod.PodDecisions.pod;
import static dev.fnk.kubelet.pod.PodDecisions.resolved;
import static dev.fnk.kubelet.pod.PodDecisions.waiting;
import static dev.fnk.kubelet.pod.PodDecisions.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.Resolution;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row by row: what is read, said and launched for a pod without a task. */
final class LaunchDecisionTest {
  @Test
  void whatItRefersToIsReadBeforeATaskIsPlanned() {
    assertThat(decide(pod(), fresh(), NONE))
        .isEqualTo(Decision.nothing(fresh()).and(new Action.Resolve()));
  }

  @Test
  void whatIsMissingOrRefusedIsSaidInTheContainersAndAsAnEvent() {
    for (Resolution inputs :
        List.of(
            new Resolution.Missing(List.of("one", "two")),
            new Resolution.NotNow("CreateContainerConfigError", "one; two"))) {
      var decision = decide(pod(), fresh(), knowing(inputs));

      assertThat(decision.actions()).containsExactly(new Action.Tell(true, "Failed", "one; two"));
      assertThat(waiting(decision).getReason()).isEqualTo("CreateContainerConfigError");
      assertThat(waiting(decision).getMessage()).isEqualTo("one; two");
      assertThat(decision.lookAgainAt()).isEmpty();
    }
  }

  @Test
  void aSpecThatNoTaskCanHaveIsSaidInFull() {
    var spec = pod().editSpec().withHostNetwork(true).withHostPID(true).endSpec();

    var decision = decide(spec, fresh(), resolved());

    String why =
        "hostNetwork: a Fargate task has a network of its own (instead: the pod's own address);"
            + " hostPID: a Fargate task has no host to look into (instead: leave it out)";
    assertThat(decision.actions()).containsExactly(new Action.Tell(true, "Unsupported", why));
    assertThat(waiting(decision).getMessage()).isEqualTo(why);
  }

  @Test
  void aRefusalHidesBehindNothingThatCannotBeRead() {
    var spec = pod().editSpec().withHostPID(true).endSpec();
    String why = "hostPID: a Fargate task has no host to look into (instead: leave it out)";
    var failed = fresh().launchFailed(new PodRecord.Refusal("ErrImagePull", "unreachable"), NOW);

    for (Observations seen :
        List.of(
            NONE,
            knowing(new Resolution.Missing(List.of("secret \"a\" not found"))),
            knowing(new Resolution.NotNow("ErrImagePull", "unreachable")))) {
      for (PodRecord record : List.of(fresh(), failed)) {
        var decision = decide(spec, record, seen);

        assertThat(decision.actions()).containsExactly(new Action.Tell(true, "Unsupported", why));
        assertThat(waiting(decision).getReason()).isEqualTo("UnsupportedPodSpec");
        assertThat(waiting(decision).getMessage()).isEqualTo(why);
      }
    }
    assertThat(DECIDER.refuses(spec.build())).isTrue();
    assertThat(DECIDER.refuses(pod().build())).isFalse();
  }

  @Test
  void whatOnlyTheClusterKnowsIsReadOnceTheRefusalIsTold() {
    var spec = pod().editSpec().withHostPID(true).endSpec();
    var told = pod(spec, decide(spec, fresh(), NONE));

    assertThat(decide(told, fresh(), NONE))
        .isEqualTo(Decision.nothing(fresh()).and(new Action.Resolve()));
    PodRecord failed = fresh().launchFailed(new PodRecord.Refusal("ErrImagePull", "x"), NOW);
    Decision waits = decide(told, failed, NONE);
    assertThat(waiting(waits).getReason()).isEqualTo("UnsupportedPodSpec");
    assertThat(waits.lookAgainAt()).contains(NOW.plusSeconds(1));
  }

  @Test
  void whatIsLeftOutIsToldWithTheFirstTaskOnly() {
    var hooked = pod().editSpec().addNewImagePullSecret("pull").endSpec();

    var first = decide(hooked, fresh(), resolved());
    assertThat(first.actions().getFirst())
        .isInstanceOfSatisfying(
            Action.Launch.class,
            launch -> assertThat(launch.plan().launch().identity().attempt()).isZero());
    assertThat(first.actions().subList(1, first.actions().size()))
        .containsExactly(
            new Action.Tell(
                true,
                "FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets (pull); attempting to pull the image"
                    + " may not succeed."));

    assertThat(decide(hooked, with("t").nextAttempt(1), resolved()).actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Launch.class,
            launch -> assertThat(launch.plan().launch().identity().attempt()).isEqualTo(1));
  }

  @Test
  void aLaunchThatCameToNothingIsWaitedForAndSaid() {
    var why = new PodRecord.Refusal("ContainerCreating", "no capacity");

    var decision = decide(pod(), fresh().launchFailed(why, NOW), resolved());

    assertThat(decision.actions()).isEmpty();
    assertThat(waiting(decision).getReason()).isEqualTo("ContainerCreating");
    assertThat(waiting(decision).getMessage()).isEqualTo("no capacity");
    assertThat(decision.lookAgainAt()).contains(NOW.plusSeconds(1));
    PodRecord due = fresh().launchFailed(why, NOW.minusSeconds(1));
    assertThat(decide(pod(), due, resolved()).actions().getFirst())
        .isInstanceOf(Action.Launch.class);
  }

  @Test
  void aDeadlineBeforeTheNextLaunchComesFirst() {
    var why = new PodRecord.Refusal("ContainerCreating", "no capacity");
    PodRecord failed = fresh().launchFailed(why, NOW).launchFailed(why, NOW);

    assertThat(decide(limited(pod(), 61), failed, resolved()).lookAgainAt())
        .contains(NOW.plusSeconds(1));
    assertThat(decide(limited(pod(), 300), failed, resolved()).lookAgainAt())
        .contains(NOW.plusSeconds(2));
  }
}
