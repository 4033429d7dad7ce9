package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The whole node but its HTTP clients, in virtual time: how pods come to their tasks. */
final class PodLaunchesTest {
  private final World world = new World();

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
