package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.fargate.FargateRuntime;
import dev.fnk.kubelet.fargate.Patience;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskPlan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;

/** The whole node but its HTTP clients, in virtual time, with calls that fail, or answer late. */
class PodTroubleTest {
  private final World world = new World();

  private boolean until(String phase) {
    return world.time.runUntil(
        world.time.now().plusSeconds(60),
        () -> world.cluster.pods().stream().anyMatch(p -> phase.equals(p.getStatus().getPhase())));
  }

  /** Starts a task as the node does, without its knowing. */
  private FakeTask stray(Pod pod, int attempt) {
    FargateRuntime runtime = world.ecs.runtime(world.config, world.process);
    TaskPlan plan = Pods.plan(pod, attempt);
    int before = world.ecs.tasks().size();
    world.process.start(
        "stray",
        () -> {
          try {
            runtime.launch(plan, Patience.endless(world.process));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    world.pass(2);
    assertThat(world.ecs.tasks()).hasSize(before + 1);
    return world.task(before);
  }

  @Test
  void aDeletionHeardOfWhileAWriteIsAnsweredIsNotLost() {
    world.start();
    world.cluster.writesAnsweredAfter(Duration.ofSeconds(20));
    world.create("web");
    // The last write there is: whoever forgets the deletion now has no cause to look again.
    assertThat(until("Running")).isTrue();
    world.cluster.delete("web");
    world.pass(90);

    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.running()).isEmpty();
  }

  @Test
  void whatEcsRefusesIsSaidInThePodAndTriedLaterAndLater() {
    world.start();
    world.ecs.failing(
        "RunTask",
        InvalidParameterException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("InvalidParameterException")
                    .errorMessage("No such subnet")
                    .build())
            .statusCode(400)
            .build());
    world.create("web");
    world.pass(60);

    var waiting =
        world.pod("web").getStatus().getContainerStatuses().getFirst().getState().getWaiting();
    assertThat(waiting.getReason()).isEqualTo("CreateContainerError");
    assertThat(waiting.getMessage()).isEqualTo("No such subnet");
    assertThat(world.calls("RunTask")).isBetween(5, 7);
    assertThat(world.events).contains("FailedCreate");

    world.ecs.failing("RunTask", null);
    world.pass(60);
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void aStatusThatCannotBeWrittenIsTriedLaterAndLaterWhateverIsNew() {
    world.start();
    world.pass(1);
    world.cluster.failing("PATCH", true);
    world.create("web");
    for (int i = 0; i < 120; i++) {
      world.pass(1);
      world.annotate("web", "example.com/round", Integer.toString(i));
    }
    assertThat(world.calls("PATCH")).isBetween(5, 8);
    assertThat(world.running()).hasSize(1);

    world.cluster.failing("PATCH", false);
    world.pass(61);
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void aPodThatCannotBeLetGoIsTriedLaterAndLater() {
    world.start();
    world.create("web");
    world.pass(20);
    world.cluster.failing("DELETE", true);
    world.cluster.delete("web");
    for (int i = 0; i < 120; i++) {
      world.pass(1);
      world.annotate("web", "example.com/round", Integer.toString(i));
    }
    assertThat(world.calls("DELETE")).isBetween(5, 8);
    assertThat(world.running()).isEmpty();

    world.cluster.failing("DELETE", false);
    world.pass(61);
    assertThat(world.cluster.pods()).isEmpty();
  }

  @Test
  void aPodThatCannotBeLookedForKeepsItsTaskUntilItCan() {
    world.start();
    world.create("web");
    world.pass(20);
    world.cluster.failing("LIST", true);
    world.cluster.gap();
    world.cluster.forceDelete("web");
    world.pass(180);
    assertThat(world.running()).hasSize(1);
    assertThat(world.calls("LIST")).isBetween(5, 9);

    world.cluster.failing("LIST", false);
    world.pass(100);
    assertThat(world.running()).isEmpty();
  }

  @Test
  void whoeverWritesAsFastAsTheNodeDoesNotMakeItRunHot() {
    world.start();
    world.pass(1);
    world.cluster.contended(true);
    world.create("web");
    world.pass(60);
    assertThat(world.calls("PATCH")).isBetween(60, 8 * 61);

    world.cluster.contended(false);
    world.pass(30);
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void aTaskThatIsAskedToStopIsLookedAtAtOnce() {
    world.start();
    world.create("web");
    // No agent of it can be asked yet.
    assertThat(
            world.time.runUntil(world.time.now().plusSeconds(5), () -> world.calls("RunTask") == 1))
        .isTrue();
    world.cluster.delete("web");
    assertThat(
            world.time.runUntil(
                world.time.now().plusSeconds(5), () -> world.calls("StopTask") == 1))
        .isTrue();
    int before = world.calls("DescribeTasks");
    world.time.run(Duration.ofMillis(400));

    assertThat(world.calls("DescribeTasks")).isEqualTo(before + 1);
  }

  @Test
  void aTaskWithoutItsPodIsStoppedByTheSweep() {
    world.start();
    Pod pod = world.create("web");
    world.pass(20);
    FakeTask orphan =
        stray(
            new PodBuilder(pod)
                .editMetadata()
                .withName("lost")
                .withUid("lost")
                .endMetadata()
                .build(),
            0);
    world.mayAct = false;
    world.pass(200);
    assertThat(orphan.running()).isTrue();

    world.mayAct = true;
    world.pass(200);
    assertThat(orphan.running()).isFalse();
    assertThat(world.running()).hasSize(1);
  }

  @Test
  void aTaskWhosePodIsThereThoughNotInTheListRunsOn() {
    world.start();
    world.pass(10);
    world.cluster.gap();
    Pod pod = world.create("web");
    FakeTask early = stray(pod, 0);
    world.cluster.gap();
    world.pass(300);

    assertThat(early.running()).isTrue();
    assertThat(world.running()).containsExactly(early);
    assertThat(world.phase("web")).isEqualTo("Running");
  }

  @Test
  void aSecondTaskOfAPodIsStoppedByTheSweep() {
    world.start();
    Pod pod = world.create("web");
    world.pass(20);
    FakeTask second = stray(pod, 7);
    world.pass(200);

    assertThat(second.running()).isFalse();
    assertThat(world.running()).containsExactly(world.task(0));
  }

  @Test
  void aNodeKilledBeforeItWroteItsTaskDownFindsItAgain() {
    world.start();
    world.cluster.failing("PATCH", true);
    world.create("web");
    world.pass(20);
    assertThat(world.running()).hasSize(1);
    world.restart();
    world.cluster.failing("PATCH", false);
    world.pass(20);

    assertThat(world.calls("RunTask")).isEqualTo(1);
    assertThat(world.phase("web")).isEqualTo("Running");
    assertThat(world.node.known().find("default", "web").orElseThrow().view()).isPresent();
    world.cluster.delete("web");
    world.pass(60);
    assertThat(world.cluster.pods()).isEmpty();
  }

  @Test
  void whatNobodyExpectedIsToldAndCountedUntilItIsOver() {
    world.start();
    world.pass(10);
    assertThat(world.node.restarts()).isZero();
    world.ecs.failing("ListTasks", new IllegalStateException("a bug"));
    world.pass(150);
    assertThat(world.node.obstacle())
        .hasValueSatisfying(why -> assertThat(why).contains("task keeper").contains("a bug"));
    assertThat(world.node.restarts()).isPositive();
    world.create("web");
    world.pass(20);
    assertThat(world.phase("web")).isEqualTo("Running");

    world.ecs.failing("ListTasks", null);
    world.pass(200);
    assertThat(world.node.obstacle()).isEmpty();
  }

  @Test
  void nothingIsDoneOnceItIsClosedAndTheTasksRunOn() {
    world.start();
    world.create("web");
    world.pass(20);
    world.process.start("closing", world.node::close);
    world.pass(30);
    assertThat(world.eventsClosed).isTrue();
    var calls = List.of(world.cluster.calls().toString(), world.ecs.calls().toString());
    world.create("late");
    world.cluster.delete("web");
    world.pass(300);

    assertThat(List.of(world.cluster.calls().toString(), world.ecs.calls().toString()))
        .isEqualTo(calls);
    assertThat(world.running()).hasSize(1);
    assertThat(world.node.known().pods()).hasSize(1);
  }
}
