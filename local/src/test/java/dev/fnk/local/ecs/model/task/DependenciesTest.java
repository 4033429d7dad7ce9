package dev.fnk.local.ecs.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.EcsRequests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "START, pending, WAIT",
    "START, running, READY",
    "START, succeeded, READY",
    "START, never, NEVER",
    "COMPLETE, running, WAIT",
    "COMPLETE, succeeded, READY",
    "COMPLETE, failed, READY",
    "COMPLETE, never, NEVER",
    "SUCCESS, running, WAIT",
    "SUCCESS, succeeded, READY",
    "SUCCESS, failed, NEVER",
    "SUCCESS, lost, NEVER",
    "HEALTHY, pending, WAIT",
    "HEALTHY, running, WAIT",
    "HEALTHY, healthy, READY",
    "HEALTHY, unhealthy, NEVER",
    "HEALTHY, succeeded, NEVER",
    "START, unhealthy, READY"
  })
  void eachConditionHasItsMoment(String condition, String stage, Dependencies.Verdict verdict) {
    List<ContainerDefinition> containers = pair(condition, "");
    assertThat(verdict(containers, run(containers.getFirst(), stage))).isEqualTo(verdict);
  }

  private static List<ContainerDefinition> pair(String condition, String more) {
    return EcsRequests.registered(
            """
            {'name':'a','image':'i','essential':false%s},
            {'name':'b','image':'i','dependsOn':[{'containerName':'a','condition':'%s'}]}"""
                .formatted(more, condition))
        .containers();
  }

  private static ContainerRun run(ContainerDefinition definition, String stage) {
    ContainerRun pending = ContainerRun.pending(definition, "arn", "run");
    ContainerRun running = pending.started(EcsRequests.START);
    return switch (stage) {
      case "pending" -> pending;
      case "running" -> running;
      case "succeeded" -> ended(running, 0);
      case "failed" -> ended(running, 1);
      case "never" -> ended(pending, 0);
      case "lost" -> running.stopped(Optional.empty(), Optional.empty(), EcsRequests.START);
      case "healthy" -> running.withHealth("HEALTHY");
      case "unhealthy" -> running.withHealth("UNHEALTHY");
      default -> throw new IllegalArgumentException(stage);
    };
  }

  @Test
  void whoTakesLongerThanItsStartTimeoutIsGivenUp() {
    List<ContainerDefinition> containers = pair("SUCCESS", ",'startTimeout':10");
    ContainerRun running = run(containers.getFirst(), "running");
    assertThat(verdict(containers, running, EcsRequests.START.plusSeconds(10)))
        .isEqualTo(Dependencies.Verdict.WAIT);
    assertThat(verdict(containers, running, EcsRequests.START.plusSeconds(10).plusMillis(1)))
        .isEqualTo(Dependencies.Verdict.NEVER);
  }

  @Test
  void theWorstDependencyDecides() {
    List<ContainerDefinition> containers =
        EcsRequests.registered(
                """
                {'name':'a','image':'i'},{'name':'b','image':'i'},
                {'name':'c','image':'i','dependsOn':[
                  {'containerName':'a','condition':'SUCCESS'},
                  {'containerName':'b','condition':'START'}]}""")
            .containers();
    assertThat(
            Dependencies.verdict(
                containers.get(2),
                name -> run(containers.getFirst(), name.equals("a") ? "failed" : "running"),
                EcsRequests.START))
        .isEqualTo(Dependencies.Verdict.NEVER);
    assertThat(
            Dependencies.verdict(
                containers.getFirst(),
                name -> run(containers.getFirst(), "pending"),
                EcsRequests.START))
        .isEqualTo(Dependencies.Verdict.READY);
  }

  @Test
  void aCircleIsFound() {
    assertThat(new Dependencies(pair("START", "")).circular()).isFalse();
    assertThat(
            new Dependencies(
                    pair("START", ",'dependsOn':[{'containerName':'b','condition':'START'}]"))
                .circular())
        .isTrue();
  }

  private static ContainerRun ended(ContainerRun run, int code) {
    return run.stopped(Optional.of(code), Optional.empty(), EcsRequests.START);
  }

  private static Dependencies.Verdict verdict(
      List<ContainerDefinition> containers, ContainerRun first) {
    return verdict(containers, first, EcsRequests.START);
  }

  private static Dependencies.Verdict verdict(
      List<ContainerDefinition> containers, ContainerRun first, Instant now) {
    return Dependencies.verdict(containers.get(1), name -> first, now);
  }
}
