package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.fargate.FakeTask;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The whole node but its HTTP clients, in virtual time: what follows from what the API server says
 * of pods, or does not say.
 */
final class PodControllerTest {
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
}
