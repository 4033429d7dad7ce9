package dev.fnk.local.ecs.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.EcsRequests;
import java.util.List;
import org.junit.jupiter.api.Test;

class DependenciesTest {
  @Test
  void dependenciesDecideTheStart() {
    List<ContainerDefinition> containers =
        EcsRequests.registered(
                """
                {'name':'a','image':'i','essential':false},
                {'name':'b','image':'i','dependsOn':[{'containerName':'a','condition':'SUCCESS'}]}""")
            .containers();
    ContainerRun pending = ContainerRun.pending(containers.getFirst(), "arn", "run");
    ContainerRun started = pending.started(EcsRequests.START);
    assertThat(verdict(containers, pending)).isEqualTo(Dependencies.Verdict.WAIT);
    assertThat(verdict(containers, started)).isEqualTo(Dependencies.Verdict.WAIT);
    assertThat(verdict(containers, ended(started, 0))).isEqualTo(Dependencies.Verdict.READY);
    assertThat(verdict(containers, ended(started, 1))).isEqualTo(Dependencies.Verdict.NEVER);
    assertThat(new Dependencies(containers).stopWaves())
        .containsExactly(List.of(containers.get(1)), List.of(containers.getFirst()));
  }

  private static ContainerRun ended(ContainerRun run, int code) {
    return run.stopped(java.util.Optional.of(code), java.util.Optional.empty(), EcsRequests.START);
  }

  private static Dependencies.Verdict verdict(
      List<ContainerDefinition> containers, ContainerRun first) {
    return Dependencies.verdict(containers.get(1), name -> first, EcsRequests.START);
  }
}
