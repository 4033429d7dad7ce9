package dev.fnk.local.ecs.model.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ServiceTest {
  private static final Instant START = EcsRequests.START;
  private static final String CREATOR = "arn:aws:iam::123456789012:user/u";

  private final ManualClock clock = new ManualClock(START);
  private final ObjectNode request = Json.object().put("serviceName", "s");
  private final Deployment first = deployment("ecs-svc/1", definition("f", 1));
  private final Service service = service("c", "s");

  private Service service(String cluster, String name) {
    return new Service(
        EcsRequests.ARNS.service(cluster, name),
        name,
        EcsRequests.cluster(cluster),
        request,
        START,
        CREATOR,
        first,
        new Service.State(
            Service.Status.ACTIVE,
            1,
            100,
            200,
            Json.object(),
            "NONE",
            true,
            "DISABLED",
            Tags.none()));
  }

  private static TaskDefinition definition(String family, int revision) {
    TaskDefinition made = EcsRequests.registered("{'name':'a','image':'i'}");
    return new TaskDefinition(
        EcsRequests.ARNS.taskDefinition(family, revision),
        family,
        revision,
        made.status(),
        made.document(),
        made.tags(),
        made.registeredAt(),
        made.registeredBy(),
        Optional.empty(),
        Optional.empty());
  }

  private static Deployment deployment(String id, TaskDefinition definition) {
    TaskRequest example = EcsRequests.request(definition, TaskOverrides.none());
    return new Deployment(
        id, definition, example.network(), example.target(), false, START, START, 0, false);
  }

  @Test
  void itIsWhatItWasCreatedAs() {
    assertThat(service.arn()).endsWith("service/c/s");
    assertThat(service.name()).isEqualTo("s");
    assertThat(service.cluster().name()).isEqualTo("c");
    assertThat(service.request()).isEqualTo(request);
    assertThat(service.createdAt()).isEqualTo(START);
    assertThat(service.createdBy()).isEqualTo(CREATOR);
    assertThat(service.primary()).isEqualTo(first);
    assertThat(service.state().managedTags()).isTrue();
  }

  @Test
  void aNewDeploymentIsThePrimaryOne() {
    Deployment second = deployment("ecs-svc/2", definition("f", 2));
    service.deploy(second);
    assertThat(service.primary()).isEqualTo(second);
    assertThat(service.deployments()).containsExactly(second, first);
  }

  @Test
  void onlyThePrimaryDeploymentIsUpdated() {
    service.deploy(deployment("ecs-svc/2", definition("f", 2)));
    service.updatePrimary("ecs-svc/1", before -> before.withFailed(1, START));
    assertThat(service.deployments()).allMatch(each -> each.failedTasks() == 0);
    service.updatePrimary("ecs-svc/2", before -> before.withFailed(2, START.plusSeconds(1)));
    assertThat(service.primary().failedTasks()).isEqualTo(2);
    assertThat(service.primary().updatedAt()).isEqualTo(START.plusSeconds(1));
    assertThat(service.deployments().getLast()).isEqualTo(first);
  }

  @Test
  void aDeploymentIsCompleteOnce() {
    Deployment complete = first.withFailed(3, START).complete(START.plusSeconds(9));
    assertThat(complete.completed()).isTrue();
    assertThat(complete.updatedAt()).isEqualTo(START.plusSeconds(9));
    assertThat(complete.failedTasks()).isEqualTo(3);
    assertThat(complete.id()).isEqualTo(first.id());
  }

  @Test
  void itsTasksAreThoseOfItsGroupInItsCluster() {
    assertThat(service.owns(task("c", "service:s", "ecs-svc/1"))).isTrue();
    assertThat(service.owns(task("d", "service:s", "ecs-svc/1"))).isFalse();
    assertThat(service.owns(task("c", "service:t", "ecs-svc/1"))).isFalse();
    assertThat(first.owns(task("c", "service:s", "ecs-svc/1"))).isTrue();
    assertThat(first.owns(task("c", "service:s", "ecs-svc/2"))).isFalse();
  }

  private Task task(String cluster, String group, String startedBy) {
    TaskRequest example = EcsRequests.request(first.definition(), TaskOverrides.none());
    TaskRequest asked =
        new TaskRequest(
            EcsRequests.cluster(cluster),
            example.definition(),
            example.overrides(),
            example.network(),
            example.target(),
            group,
            Optional.of(startedBy),
            false,
            Tags.none());
    return EcsRequests.task(EcsRequests.spec(asked, "01", START), Tags.none(), clock, () -> {});
  }

  @Test
  void eventsAreNewestFirstAndAHundred() {
    for (int i = 0; i < 101; i++) {
      service.event(START.plusSeconds(i), "event " + i);
    }
    assertThat(service.events()).hasSize(100);
    assertThat(service.events().getFirst().message()).isEqualTo("(service s) event 100");
    assertThat(service.events().getFirst().createdAt()).isEqualTo(START.plusSeconds(100));
    assertThat(service.events().getLast().message()).isEqualTo("(service s) event 1");
    assertThat(service.events()).extracting(Service.Event::id).doesNotHaveDuplicates();
  }

  @Test
  void aDeploymentKeepsItsDefinitionForADayAfterItsEnd() {
    EcsRegion region =
        EcsRegion.create("123456789012", "eu-west-1", false, Duration.ofHours(1), clock);
    region.services().put(service);
    String old = first.definition().arn();
    String next = definition("f", 2).arn();
    assertThat(region.uses(old, START)).isTrue();
    assertThat(region.uses(next, START)).isFalse();

    service.deploy(deployment("ecs-svc/2", definition("f", 2)));
    assertThat(region.uses(old, START)).isTrue();
    service.dropOld(START);
    assertThat(service.deployments()).hasSize(1);
    assertThat(region.uses(old, START.plus(Duration.ofDays(1)).minusMillis(1))).isTrue();
    assertThat(region.uses(old, START.plus(Duration.ofDays(1)))).isFalse();
    assertThat(region.uses(next, START.plus(Duration.ofDays(9)))).isTrue();

    service.end(START);
    assertThat(service.state().status()).isEqualTo(Service.Status.INACTIVE);
    assertThat(service.state().desiredCount()).isZero();
    assertThat(region.uses(next, START.plus(Duration.ofDays(1)).minusMillis(1))).isTrue();
    assertThat(region.uses(next, START.plus(Duration.ofDays(1)))).isFalse();
  }

  @Test
  void aTaskKeepsItsDefinitionToo() {
    EcsRegion region =
        EcsRegion.create("123456789012", "eu-west-1", false, Duration.ofHours(1), clock);
    assertThat(region.uses(first.definition().arn(), START)).isFalse();
    region.tasks().add(task("c", "family:f", "me"));
    assertThat(region.uses(first.definition().arn(), START)).isTrue();
    assertThat(region.uses(definition("f", 2).arn(), START)).isFalse();
  }

  @Test
  void aRegionHoldsTasksToTheirQuotaOnlyWhenItIsToldTo() {
    for (boolean enforced : new boolean[] {true, false}) {
      EcsRegion region =
          EcsRegion.create("123456789012", "eu-west-1", enforced, Duration.ofHours(1), clock);
      TaskRequest huge =
          EcsRequests.request(
              first.definition(),
              TaskOverrides.of(EcsRequests.json("{'cpu':'8192','memory':'16384'}")));
      assertThat(region.placementFailure(huge).isPresent()).isEqualTo(enforced);
      assertThat(
              region.placementFailure(
                  EcsRequests.request(first.definition(), TaskOverrides.none())))
          .isEmpty();
    }
  }

  @Test
  void aChangeOfStateKeepsTheRest() {
    Tags tags = new Tags(Map.of("k", "v"));
    service.update(state -> state.withTags(tags).withStatus(Service.Status.DRAINING, 0));
    assertThat(service.state())
        .isEqualTo(
            new Service.State(
                Service.Status.DRAINING,
                0,
                100,
                200,
                Json.object(),
                "NONE",
                true,
                "DISABLED",
                tags));
  }

  @Test
  void aServiceIsFoundInItsClusterByNameAndArn() {
    ServiceStore store = new ServiceStore();
    Service other = service("d", "s");
    Service second = service("c", "t");
    List.of(service, other, second).forEach(store::put);
    Cluster cluster = EcsRequests.cluster("c");
    assertThat(store.find(cluster, "s")).contains(service);
    assertThat(store.find(cluster, second.arn())).contains(second);
    assertThat(store.find(EcsRequests.cluster("d"), "s")).contains(other);
    assertThat(store.find(EcsRequests.cluster("d"), "t")).isEmpty();
    assertThat(store.findByArn(other.arn())).contains(other);
    assertThat(store.findByArn("arn:x")).isEmpty();
    second.update(state -> state.withStatus(Service.Status.DRAINING, 0));
    assertThat(store.active(cluster)).containsExactly(service);
    assertThat(store.all()).containsExactlyInAnyOrder(service, other, second);
  }
}
