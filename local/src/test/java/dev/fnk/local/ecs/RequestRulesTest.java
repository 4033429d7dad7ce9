package dev.fnk.local.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.fnk.local.aws.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RequestRulesTest {
  @Test
  void startedByHasAnAlphabet() {
    assertThatNoException().isThrownBy(() -> TaskApi.requireStartedBy("node/a-b_C1"));
    assertThatNoException().isThrownBy(() -> TaskApi.requireStartedBy("x".repeat(128)));
    for (String bad : List.of("a b", "a:b", "ä", "x".repeat(129))) {
      assertThatExceptionOfType(AwsError.class)
          .isThrownBy(() -> TaskApi.requireStartedBy(bad))
          .returns("InvalidParameterException", AwsError::code);
    }
  }

  @Test
  void startedByIsTheOnlyFilter() {
    assertThat(TaskApi.TaskFilter.of(EcsRequests.json("{'startedBy':'a','cluster':'c'}")).stopped())
        .isFalse();
    for (String other : List.of("'family':'f'", "'serviceName':'s'", "'desiredStatus':'STOPPED'")) {
      assertThatExceptionOfType(AwsError.class)
          .isThrownBy(
              () -> TaskApi.TaskFilter.of(EcsRequests.json("{'startedBy':'a'," + other + "}")))
          .withMessageContaining("must be the only filter");
    }
  }

  @Test
  void aServiceIsRebalancedUnlessItSaysNoOrCannotBe() {
    ObjectNode able = EcsRequests.json("{'maximumPercent':200}").object();
    ObjectNode unable = EcsRequests.json("{'maximumPercent':100}").object();
    Fields silent = EcsRequests.json("{}");

    assertThat(ServiceApi.zoneRebalancing(silent, able, Optional.empty())).isEqualTo("ENABLED");
    assertThat(ServiceApi.zoneRebalancing(silent, unable, Optional.empty())).isEqualTo("DISABLED");
    assertThat(ServiceApi.zoneRebalancing(silent, able, Optional.of("DISABLED")))
        .isEqualTo("DISABLED");
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(
            () ->
                ServiceApi.zoneRebalancing(
                    EcsRequests.json("{'availabilityZoneRebalancing':'ENABLED'}"),
                    unable,
                    Optional.empty()));
  }

  @Test
  void pagesCoverEverythingOnce() {
    List<String> all = List.of("a", "b", "c", "d", "e");
    List<String> seen = new ArrayList<>();
    Page page = Page.of(all, EcsRequests.json("{'maxResults':2}"), 100);
    seen.addAll(page.arns());
    while (page.nextToken().isPresent()) {
      page =
          Page.of(
              all,
              EcsRequests.json(
                  "{'maxResults':2,'nextToken':'" + page.nextToken().orElseThrow() + "'}"),
              100);
      seen.addAll(page.arns());
    }
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void aPageGoesOnWhenItsLastElementIsGone() {
    String token =
        Page.of(List.of("a", "b", "c"), EcsRequests.json("{'maxResults':2}"), 100)
            .nextToken()
            .orElseThrow();
    assertThat(
            Page.of(List.of("a", "c"), EcsRequests.json("{'nextToken':'" + token + "'}"), 100)
                .arns())
        .containsExactly("c");
  }

  @Test
  void quotasRefillWithTime() {
    AtomicLong now = new AtomicLong();
    Quotas quotas = new Quotas(true, now::get);
    for (int i = 0; i < 20; i++) {
      quotas.take("eu-west-1", "RegisterTaskDefinition");
    }
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> quotas.take("eu-west-1", "DeregisterTaskDefinition"))
        .returns("ThrottlingException", AwsError::code);
    assertThatNoException().isThrownBy(() -> quotas.take("eu-central-1", "RegisterTaskDefinition"));
    now.addAndGet(1_000_000_000L);
    assertThatNoException().isThrownBy(() -> quotas.take("eu-west-1", "RegisterTaskDefinition"));
  }

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
