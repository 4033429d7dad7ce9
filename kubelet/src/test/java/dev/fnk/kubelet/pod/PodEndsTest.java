package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The whole node but its HTTP clients, in virtual time: how tasks and pods end, and what comes
 * after.
 */
final class PodEndsTest {
  private final World world = new World();

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
}
