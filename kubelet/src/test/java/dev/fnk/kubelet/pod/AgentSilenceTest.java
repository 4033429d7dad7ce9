package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod whose agent was heard and is not any more. */
final class AgentSilenceTest {
  private final World world = new World();

  @BeforeEach
  void runs() {
    world.start();
    world.create("web");
    world.pass(40);
    assertThat(ready()).isEqualTo("True");
    world.events.clear();
  }

  private String ready() {
    return condition("Ready").getStatus();
  }

  private PodCondition condition(String type) {
    return world.pod("web").getStatus().getConditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private void cut(boolean off) {
    world.agents.cut(world.task(0).id(), off);
  }

  @Test
  void aLossThatIsMendedSoonChangesNothing() {
    int writes = world.calls("PATCH");
    cut(true);
    world.pass(35);
    cut(false);
    world.pass(120);

    assertThat(world.calls("PATCH")).isEqualTo(writes);
    assertThat(world.events).isEmpty();
  }

  @Test
  void afterFortySecondsThePodIsNotReadyUntilItsAgentIsHeardAgain() {
    String since = world.time.now().toString().substring(0, 19);
    cut(true);
    world.pass(39);
    assertThat(ready()).isEqualTo("True");
    int writes = world.calls("PATCH");
    world.pass(600);

    for (String type : new String[] {"Ready", "ContainersReady"}) {
      assertThat(condition(type).getStatus()).isEqualTo("False");
      assertThat(condition(type).getReason()).isEqualTo("AgentUnreachable");
      assertThat(condition(type).getMessage())
          .isEqualTo(
              "the agent in the pod's task has not answered the node since "
                  + since
                  + "Z: nothing is known of its containers from then on");
    }
    assertThat(condition("Initialized").getStatus()).isEqualTo("True");
    assertThat(world.phase("web")).isEqualTo("Running");
    assertThat(world.calls("PATCH")).isEqualTo(writes + 1);
    assertThat(world.ecs.tasks()).hasSize(1);
    assertThat(world.events).containsExactly("AgentUnreachable");

    cut(false);
    world.pass(30);
    assertThat(ready()).isEqualTo("True");
    assertThat(condition("ContainersReady").getReason()).isNull();
    assertThat(world.events).containsExactly("AgentUnreachable", "AgentHeard");
    assertThat(world.running()).hasSize(1);
  }

  @Test
  void everyLossIsToldOnce() {
    for (int i = 0; i < 2; i++) {
      cut(true);
      world.pass(100);
      cut(false);
      world.pass(100);
    }

    assertThat(world.events)
        .containsExactly("AgentUnreachable", "AgentHeard", "AgentUnreachable", "AgentHeard");
  }

  /** What the node before has told holds until the agent is heard. */
  @Test
  void aNodeThatStartsMeanwhileSaysNothingElse() {
    cut(true);
    world.pass(60);
    int writes = world.calls("PATCH");
    world.restart();
    world.pass(300);
    assertThat(condition("Ready").getReason()).isEqualTo("AgentUnreachable");
    assertThat(world.calls("PATCH")).isEqualTo(writes);

    cut(false);
    world.pass(30);
    assertThat(ready()).isEqualTo("True");
    assertThat(world.events).containsExactly("AgentUnreachable", "AgentHeard");
  }

  /** One that has never heard it gives it the same time. */
  @Test
  void aNodeThatStartsAndDoesNotHearItSaysSoAsWell() {
    cut(true);
    world.restart();
    world.pass(35);
    assertThat(ready()).isEqualTo("True");
    world.pass(15);

    assertThat(condition("Ready").getReason()).isEqualTo("AgentUnreachable");
    assertThat(world.events).containsExactly("AgentUnreachable");
  }

  @Test
  void aTaskThatEndsUnheardEndsAsEcsSays() {
    cut(true);
    world.pass(60);
    world.task(0).stop("UserInitiated", new Random(1));
    world.pass(120);

    assertThat(world.ecs.tasks()).hasSize(2);
    assertThat(ready()).isEqualTo("True");
    assertThat(world.events).doesNotContain("AgentHeard");
  }

  @Test
  void aPodThatIsDeletedMeanwhileIsLetGo() {
    cut(true);
    world.pass(60);
    world.cluster.delete("web");
    world.pass(120);

    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.running()).isEmpty();
  }
}
