package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The whole node but its HTTP clients, in virtual time. */
class PodControllerTest {
  private final World world = new World();

  @Test
  void aPodRunsAndItsDeletionEndsItsTask() {
    world.start();
    world.create("web");
    world.pass(30);
    assertThat(world.phase("web")).isEqualTo("Running");
    assertThat(world.pod("web").getStatus().getPodIP()).isEqualTo(world.task(0).ip());
    assertThat(PodAnnotations.all(world.pod("web")))
        .containsEntry(AnnotationKeys.SIZE, "256/512")
        .containsEntry(AnnotationKeys.UNUSED, "256/488")
        .containsEntry(AnnotationKeys.CAPACITY_PROVISIONED, "0.25vCPU 0.5GB")
        .containsEntry(AnnotationKeys.ATTEMPT, "0");

    world.cluster.delete("web");
    world.pass(60);
    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.running()).isEmpty();
    assertThat(world.node.known().pods()).isEmpty();
    assertThat(world.events).contains("TaskCreated", "Started", "Killing");
  }

  @Test
  void anotherImageIsAnotherTaskOfTheSamePod() {
    world.start();
    String uid = world.create("web", "Never").getMetadata().getUid();
    world.pass(30);
    world.cluster.changeImage("web", "nginx:2");
    world.pass(90);

    assertThat(world.running()).containsExactly(world.task(1));
    assertThat(world.task(1).image()).isEqualTo("nginx:2");
    assertThat(world.pod("web").getMetadata().getUid()).isEqualTo(uid);
    assertThat(world.phase("web")).isEqualTo("Running");
    var container = world.pod("web").getStatus().getContainerStatuses().getFirst();
    assertThat(container.getImage()).isEqualTo("nginx:2");
    assertThat(container.getRestartCount()).isOne();
    assertThat(container.getState().getRunning()).isNotNull();
    assertThat(container.getLastState().getTerminated()).isNotNull();
    assertThat(world.events).contains("Killing");
  }

  @Test
  void aRefusalIsToldThoughAnImageCannotBeHadAndNothingElseIs() {
    world.inputs = (_, _) -> new Resolution.NotNow("ErrImagePull", "no such image");
    world.start();
    world.cluster.create(
        new PodBuilder(world.podOf("web", "Always"))
            .editSpec()
            .withHostNetwork(true)
            .endSpec()
            .build());
    world.pass(200);

    var state = world.pod("web").getStatus().getContainerStatuses().getFirst().getState();
    assertThat(state.getWaiting().getReason()).isEqualTo("UnsupportedPodSpec");
    assertThat(world.events).containsExactly("Unsupported");
    assertThat(world.calls("PATCH")).isOne();
  }

  @Test
  void anImageThatIsPutRightIsPulledAtOnce() {
    world.inputs =
        (pod, _) ->
            pod.getSpec().getContainers().getFirst().getImage().equals("nginx")
                ? new Resolution.NotNow("ErrImagePull", "no such image")
                : new Resolution.Resolved(Pods.inputs(pod));
    world.start();
    world.create("web");
    // The next try would be a minute away.
    world.pass(310);
    assertThat(world.ecs.tasks()).isEmpty();

    world.cluster.changeImage("web", "nginx:2");
    world.pass(5);

    assertThat(world.ecs.tasks()).hasSize(1);
  }

  @Test
  void aLaunchThatIsRefusedIsTriedLaterAndLaterWhateverIsNew() {
    world.start();
    world.pass(1);
    world.ecs.down(true);
    world.create("web");
    for (int i = 0; i < 120; i++) {
      world.pass(1);
      world.annotate("web", "example.com/round", Integer.toString(i));
    }

    assertThat(world.calls("ListTaskDefinitions")).isLessThanOrEqualTo(8);
    assertThat(world.calls("PATCH")).isLessThanOrEqualTo(4);
    assertThat(world.events).filteredOn("FailedCreate"::equals).hasSizeLessThanOrEqualTo(8);
    var state = world.pod("web").getStatus().getContainerStatuses().getFirst().getState();
    assertThat(state.getWaiting().getMessage()).isEqualTo("Service Unavailable. Please try again.");

    world.ecs.down(false);
    world.pass(90);
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void annotationsOfAnotherPodsTaskChangeNothing() {
    world.start();
    world.create("victim");
    world.pass(20);
    String arn = PodAnnotations.all(world.pod("victim")).get(AnnotationKeys.TASK);
    world.process.kill();
    world.create("copy");
    world.annotate("copy", AnnotationKeys.TASK, arn);
    world.annotate("copy", AnnotationKeys.PREVIOUS_TASK, "arn:aws:nonsense");
    world.restart();
    world.pass(20);

    assertThat(world.running()).hasSize(2);
    assertThat(PodAnnotations.all(world.pod("copy")))
        .containsEntry(AnnotationKeys.TASK, arnOf(world.task(1)))
        .doesNotContainKey(AnnotationKeys.PREVIOUS_TASK);
    assertThat(world.node.known().find("default", "copy").orElseThrow().previousTask()).isEmpty();

    world.cluster.delete("copy");
    world.pass(60);
    assertThat(world.running()).containsExactly(world.task(0));
  }

  private static String arnOf(FakeTask task) {
    return "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/" + task.id();
  }

  @Test
  void notesThatSomebodyRemovesAreMadeAgain() {
    world.start();
    world.create("web");
    world.pass(20);
    world.annotate("web", AnnotationKeys.TASK, "arn:aws:nonsense");
    world.pass(5);

    assertThat(PodAnnotations.all(world.pod("web")))
        .containsEntry(AnnotationKeys.TASK, arnOf(world.task(0)));
  }

  @Test
  void aPodReplacedUnderItsNameWhileNobodyLookedLosesItsTask() {
    world.start();
    world.create("web");
    world.pass(20);
    world.cluster.gap();
    world.cluster.forceDelete("web");
    world.create("web");
    world.pass(90);

    assertThat(world.task(0).running()).isFalse();
    assertThat(world.running()).containsExactly(world.task(1));
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void aPodForceDeletedWhileNobodyLookedIsAskedForBeforeAnythingIsStopped() {
    world.start();
    world.create("web");
    world.pass(20);
    int lists = world.calls("LIST");
    world.cluster.gap();
    world.cluster.forceDelete("web");
    world.pass(90);

    assertThat(world.calls("LIST")).isEqualTo(lists + 1);
    assertThat(world.running()).isEmpty();
  }

  @Test
  void aPodDeletedWhileItWaitsForItsQuotaIsNeverLaunched() {
    world.start();
    world.pass(1);
    for (int i = 0; i < 60; i++) {
      world.create("web-" + i);
    }
    world.time.run(Duration.ofMillis(700));
    int launched = world.calls("RunTask");
    assertThat(launched).isLessThan(50);
    for (int i = 0; i < 60; i++) {
      world.cluster.delete("web-" + i);
    }
    world.pass(300);

    // Those whose turn had come before the news of their deletion did.
    assertThat(world.calls("RunTask")).isLessThanOrEqualTo(launched + 5);
    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.running()).isEmpty();
  }

  @Test
  void aStopThatFailsIsAskedAgainAndHoldsNobodyUp() {
    world.start();
    world.create("web");
    world.create("other");
    world.pass(20);
    world.ecs.down(true);
    world.cluster.delete("web");
    world.pass(120);
    assertThat(world.calls("StopTask")).isBetween(4, 9);
    world.ecs.down(false);
    world.pass(120);

    assertThat(world.cluster.pods()).hasSize(1);
    assertThat(world.running()).hasSize(1);
  }

  @Test
  void nothingIsDoneUntilTheTasksAreKnownAndTheReasonIsTold() {
    world.ecs.down(true);
    world.start();
    world.create("web");
    world.pass(30);
    assertThat(world.node.obstacle())
        .hasValueSatisfying(why -> assertThat(why).contains("tasks cannot be seen"));
    assertThat(world.calls("RunTask")).isZero();
    assertThat(world.calls("ListTasks")).isBetween(5, 7);

    world.ecs.down(false);
    world.pass(30);
    assertThat(world.node.obstacle()).isEmpty();
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void withoutTheLeaseNothingIsStartedOrWrittenAndThenItIs() {
    world.start();
    world.pass(1);
    world.mayAct = false;
    world.create("web");
    world.pass(60);
    assertThat(world.calls("RunTask")).isZero();
    assertThat(world.calls("PATCH")).isZero();
    assertThat(world.node.known().pods()).hasSize(1);

    world.mayAct = true;
    world.pass(30);
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void whatTheNodeKnowsIsAheadOfTheApiServer() {
    world.start();
    world.create("web");
    world.pass(2);
    world.cluster.down(true);
    world.pass(30);

    assertThat(world.phase("web")).isNotEqualTo("Running");
    assertThat(world.node.known().runningPods())
        .singleElement()
        .satisfies(pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Running"));
    world.cluster.down(false);
    world.pass(90);
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void whatIsMissingIsWaitedForWithoutPolling() {
    var appeared = new AtomicReference<Runnable>(() -> {});
    List<String> asked = new ArrayList<>();
    var resolution =
        new AtomicReference<Resolution>(new Resolution.Missing(List.of("secret \"a\" not found")));
    world.inputs =
        (pod, changed) -> {
          asked.add(pod.getMetadata().getName());
          appeared.set(changed);
          return resolution.get();
        };
    world.start();
    world.create("web");
    world.pass(600);
    assertThat(asked).hasSize(1);
    var waiting =
        world.pod("web").getStatus().getContainerStatuses().getFirst().getState().getWaiting();
    assertThat(waiting.getReason()).isEqualTo("CreateContainerConfigError");
    assertThat(waiting.getMessage()).isEqualTo("secret \"a\" not found");

    resolution.set(new Resolution.Resolved(Pods.inputs(world.pod("web"))));
    appeared.get().run();
    world.pass(30);
    assertThat(world.phase("web")).isEqualTo("Running");
    // When it appeared, and for what the agent is told.
    assertThat(asked).hasSize(3);
  }

  @Test
  void anEndIsRestartedInItsTask() {
    world.ecs.life(_ -> new FakeEcs.End(Duration.ofSeconds(2), 1, FakeEcs.Failing.NOT));
    world.start();
    world.create("web");
    world.pass(600);

    assertThat(world.ecs.tasks()).hasSize(1);
    assertThat(world.pod("web").getStatus().getContainerStatuses().getFirst().getRestartCount())
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void aTaskThatIsStoppedIsFollowedByAnotherWithBackOff() {
    world.start();
    world.create("web");
    for (int i = 0; i < 4; i++) {
      world.pass(300);
      world.running().forEach(task -> task.stop("ServiceSchedulerInitiated", new Random(1)));
    }
    world.pass(300);

    assertThat(world.ecs.tasks()).extracting(FakeTask::attempt).containsExactly(0, 1, 2, 3, 4);
    assertThat(world.pod("web").getStatus().getContainerStatuses().getFirst().getRestartCount())
        .isEqualTo(4);
    assertThat(world.events).contains("BackOff");
    assertThat(world.node.known().find("default", "web").orElseThrow().previousTask()).isPresent();
  }

  @Test
  void aTaskThatEndedWhileTheNodeWasAwayForLongIsUnknown() {
    world.start();
    world.create("web", "Never");
    world.pass(20);
    world.process.kill();
    world.task(0).stop("UserInitiated", new Random(1));
    world.pass(7200);
    world.restart();
    world.pass(120);

    assertThat(world.phase("web")).isEqualTo("Failed");
    var end =
        world.pod("web").getStatus().getContainerStatuses().getFirst().getState().getTerminated();
    assertThat(end.getReason()).isEqualTo("ContainerStatusUnknown");
    assertThat(end.getExitCode()).isEqualTo(137);
  }

  @Test
  void aDeadlineThatARunningPodIsGivenEndsIt() {
    world.start();
    world.create("web");
    world.pass(40);
    assertThat(world.phase("web")).isEqualTo("Running");
    world.cluster.change(
        "web",
        pod -> new PodBuilder(pod).editSpec().withActiveDeadlineSeconds(90L).endSpec().build());
    world.pass(30);
    assertThat(world.running()).hasSize(1);

    world.pass(90);
    assertThat(world.running()).isEmpty();
    assertThat(world.phase("web")).isEqualTo("Failed");
    assertThat(world.pod("web").getStatus().getReason()).isEqualTo("DeadlineExceeded");
  }

  @Test
  void aDeadlineThatIsBroughtForwardIntoThePastEndsThePodWithItsGrace() {
    world.start();
    var pod = world.podOf("web", "Always");
    pod.getSpec().setActiveDeadlineSeconds(3600L);
    pod.getSpec().setTerminationGracePeriodSeconds(30L);
    world.cluster.create(pod);
    world.pass(120);
    assertThat(world.phase("web")).isEqualTo("Running");

    world.cluster.change(
        "web",
        its -> new PodBuilder(its).editSpec().withActiveDeadlineSeconds(60L).endSpec().build());
    world.pass(90);

    assertThat(world.running()).isEmpty();
    assertThat(world.pod("web").getStatus().getReason()).isEqualTo("DeadlineExceeded");
    // Its agent has ended it.
    assertThat(world.calls("StopTask")).isZero();
    assertThat(world.events).contains("Killing").doesNotHaveDuplicates();
  }

  @Test
  void aRestartedNodeAdoptsAndWritesNothing() {
    world.start();
    world.create("web");
    world.pass(20);
    int writes = world.calls("PATCH");
    world.restart();
    world.pass(60);

    assertThat(world.running()).hasSize(1);
    assertThat(world.ecs.tasks()).hasSize(1);
    assertThat(world.calls("PATCH")).isEqualTo(writes);
  }

  @Test
  void aNodeThatDiesBeforeItNotesTheTasksSizeLeavesThatToTheNext() {
    world.start();
    world.create("web");
    for (int tries = 0; world.ecs.tasks().isEmpty() && tries < 10_000; tries++) {
      world.time.run(Duration.ofMillis(1));
    }
    world.process.kill();
    world.pass(30); // a list tells of a task a little late
    assertThat(PodAnnotations.all(world.pod("web"))).doesNotContainKey(AnnotationKeys.SIZE);
    world.restart();
    world.pass(60);

    assertThat(world.ecs.tasks()).hasSize(1);
    assertThat(PodAnnotations.all(world.pod("web")))
        .containsEntry(AnnotationKeys.SIZE, "256/512")
        .containsEntry(AnnotationKeys.CAPACITY_PROVISIONED, "0.25vCPU 0.5GB");
  }

  @Test
  void aHundredEqualPodsCostAFewCallsEach() {
    world.start();
    world.pass(1);
    for (int i = 0; i < 100; i++) {
      world.create("web-" + i);
    }
    world.pass(120);
    assertThat(world.running()).hasSize(100);
    for (int i = 0; i < 100; i++) {
      world.cluster.delete("web-" + i);
    }
    world.pass(120);
    System.out.printf(
        "100 equal pods from create to gone: API %s, ECS %s%n",
        world.cluster.calls(), world.ecs.calls());

    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.calls("RunTask")).isEqualTo(100);
    // Their agents end them.
    assertThat(world.calls("StopTask")).isZero();
    assertThat(world.calls("RegisterTaskDefinition")).isEqualTo(1);
    assertThat(world.calls("PATCH")).isLessThanOrEqualTo(450);
    assertThat(world.calls("DELETE")).isEqualTo(100);
    assertThat(world.calls("LIST")).isZero();
  }
}
