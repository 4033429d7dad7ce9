package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.exited;
import static dev.fnk.kubelet.task.Pods.restarting;
import static dev.fnk.kubelet.task.Pods.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartsTest {
  @ParameterizedTest
  @CsvSource({
    "Always, 0, true",
    "Always, 1, true",
    "OnFailure, 0, false",
    "OnFailure, 3, true",
    "Never, 0, false",
    "Never, 137, false",
  })
  void theRestartPolicyDecides(String policy, int code, boolean again) {
    var after =
        Restarts.after(
            restarting(policy), task("t1", TaskView.Phase.STOPPED, exited("web", code)), 0, false);

    assertThat(after instanceof AfterTask.Again).isEqualTo(again);
  }

  @ParameterizedTest
  @CsvSource({
    // pod's policy, exit of one with the pod's policy, exit of one with its own, another task
    "Always, 0, 0, true",
    "OnFailure, 0, 0, false",
    "OnFailure, 0, 42, true",
    "OnFailure, 0, 1, false",
    "OnFailure, 1, 1, true",
    "Never, 1, 42, false",
  })
  void whatWouldRunAgainDecides(String policy, int web, int ruled, boolean again) {
    var pod =
        Pods.pod(
            "web-1",
            """
            restartPolicy: %s
            containers:
            - {name: web, image: x}
            - name: ruled
              image: x
              restartPolicy: Never
              restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]
            """
                .formatted(policy));
    var task = task("t1", TaskView.Phase.STOPPED, exited("web", web), exited("ruled", ruled));

    assertThat(Restarts.after(pod, task, 0, false) instanceof AfterTask.Again).isEqualTo(again);
  }

  @Test
  void containersThatNeverRunAgainEndAPodThatIsAlwaysRestarted() {
    var pod = Pods.pod("web-1", "containers: [{name: web, image: x, restartPolicy: Never}]");
    var task = task("t1", TaskView.Phase.STOPPED, exited("web", 0));

    assertThat(Restarts.after(pod, task, 0, false)).isEqualTo(new AfterTask.Ended());
  }

  @Test
  void nothingIsStartedForAPodThatIsBeingDeleted() {
    var task = task("t1", TaskView.Phase.STOPPED, exited("web", 1));

    assertThat(Restarts.after(restarting("Always"), task, 0, true))
        .isEqualTo(new AfterTask.Ended());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 10", "2, 20", "3, 40", "4, 80", "5, 160", "6, 300", "100, 300"})
  void backOffDoublesUpToFiveMinutes(int failures, int seconds) {
    assertThat(Restarts.delay(failures)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void eachEndRaisesTheBackOff() {
    var task = task("t1", TaskView.Phase.STOPPED, exited("web", 1));

    assertThat(Restarts.after(restarting("Always"), task, 2, false))
        .isInstanceOfSatisfying(
            AfterTask.Again.class,
            again -> {
              assertThat(again.delay()).isEqualTo(Duration.ofSeconds(20));
              assertThat(again.failures()).isEqualTo(3);
              assertThat(again.waitingReason()).isEqualTo("CrashLoopBackOff");
            });
  }

  @Test
  void tenMinutesOfRunningForgetThePast() {
    var short30s = task("t1", TaskView.Phase.STOPPED, exited("web", 1));
    var longRun =
        TaskViewBuilder.like(short30s)
            .stopping(true)
            .executionStoppedAt(short30s.startedAt().map(at -> at.plusSeconds(600)))
            .build();

    assertThat(Restarts.after(restarting("Always"), longRun, 6, false))
        .isInstanceOfSatisfying(
            AfterTask.Again.class,
            again -> {
              assertThat(again.delay()).isZero();
              assertThat(again.failures()).isEqualTo(1);
            });
  }

  @ParameterizedTest
  @CsvSource({"Always", "OnFailure", "Never"})
  void anImageThatCannotBePulledIsTriedForEver(String policy) {
    var task = Pods.notStarted("CannotPullContainerError: pull access denied");

    assertThat(Restarts.after(restarting(policy), task, 0, false))
        .isInstanceOfSatisfying(
            AfterTask.Again.class,
            again -> {
              assertThat(again.delay()).isEqualTo(Duration.ofSeconds(10));
              assertThat(again.waitingReason()).isEqualTo("ImagePullBackOff");
            });
  }

  @Test
  void aContainerThatCannotStartHasFailed() {
    var task = Pods.notStarted("CannotStartContainerError: exec: \"nope\": not found");

    assertThat(Restarts.after(restarting("Never"), task, 0, false))
        .isEqualTo(new AfterTask.Ended());
    assertThat(Restarts.after(restarting("OnFailure"), task, 0, false))
        .isInstanceOf(AfterTask.Again.class);
  }

  @Test
  void aTaskWithoutResourcesIsTriedAgain() {
    var task = Pods.notStarted("ResourceInitializationError: unable to get network interface");

    assertThat(Restarts.after(restarting("Never"), task, 0, false))
        .isInstanceOfSatisfying(
            AfterTask.Again.class,
            again -> assertThat(again.waitingReason()).isEqualTo("CreateContainerError"));
  }

  /** A pull is tried again, whatever else failed; a container that could not start has failed. */
  @ParameterizedTest
  @CsvSource({
    "CannotPullContainerError, CannotStartContainerError, ImagePullBackOff",
    "CannotStartContainerError, CannotPullContainerError, ImagePullBackOff",
    "CannotStartContainerError, ,",
    ", CannotStartContainerError,",
    ", , CreateContainerError",
  })
  void theCauseThatCountsIsFoundAmongAll(String first, String second, String waitingReason) {
    var pod =
        Pods.pod(
            "two", "restartPolicy: Never\ncontainers: [{name: a, image: x}, {name: b, image: y}]");
    var task =
        TaskViewBuilder.like(Pods.notStarted("the task failed to start"))
            .containers(List.of(neverRan("a", first), neverRan("b", second)))
            .build();

    var after = Restarts.after(pod, task, 0, false);

    if (waitingReason == null) {
      assertThat(after).isEqualTo(new AfterTask.Ended());
    } else {
      assertThat(after)
          .isInstanceOfSatisfying(
              AfterTask.Again.class,
              again -> assertThat(again.waitingReason()).isEqualTo(waitingReason));
    }
  }

  private static ContainerView neverRan(String name, @Nullable String reason) {
    return new ContainerView(
        name,
        ContainerView.State.STOPPED,
        OptionalInt.empty(),
        Optional.ofNullable(reason),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "0, 143, false", "0, 137, false", "0, 2, false", "143, 0, false"})
  void aPodHasSucceededWhenAllItsContainersHave(int first, int second, boolean succeeded) {
    var pod =
        Pods.pod(
            "job", "restartPolicy: Never\ncontainers: [{name: a, image: x}, {name: b, image: y}]");

    assertThat(
            Restarts.succeeded(
                pod, task("t", TaskView.Phase.STOPPED, exited("a", first), exited("b", second))))
        .isEqualTo(succeeded);
  }

  @Test
  void aContainerWhoseEndNobodyKnowsHasNotSucceeded() {
    var pod =
        Pods.pod(
            "job", "restartPolicy: Never\ncontainers: [{name: a, image: x}, {name: b, image: y}]");

    assertThat(
            Restarts.succeeded(
                pod,
                task(
                    "t",
                    TaskView.Phase.STOPPED,
                    exited("a", 0),
                    Pods.container("b", ContainerView.State.STOPPED, OptionalInt.empty()))))
        .isFalse();
    assertThat(Restarts.succeeded(pod, task("t", TaskView.Phase.STOPPED, exited("a", 0))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "SpotInterruption, Always, true",
    "TerminationNotice, OnFailure, true",
    "SpotInterruption, Never, false",
  })
  void capacityThatIsTakenAwayIsNoFailureOfThePod(String code, String policy, boolean again) {
    var after =
        Restarts.after(restarting(policy), Pods.stopped(code, exited("web", 143)), 4, false);

    assertThat(after)
        .isEqualTo(
            again
                ? new AfterTask.Again(Duration.ofSeconds(10), "ContainerCreating", "the words", 4)
                : new AfterTask.Ended());
  }

  @Test
  void aTaskThatSomebodyStoppedIsRestartedAsAfterAnyEnd() {
    assertThat(
            Restarts.after(
                restarting("Always"), Pods.stopped("UserInitiated", exited("web", 143)), 4, false))
        .isInstanceOfSatisfying(
            AfterTask.Again.class, again -> assertThat(again.failures()).isEqualTo(5));
  }
}
