package dev.fnk.local.ecs.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.cluster.AwsVpc;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.cluster.LaunchTarget;
import dev.fnk.local.ecs.model.cluster.ResolvedNetwork;
import dev.fnk.local.ecs.model.service.Deployment;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** How long ECS keeps a revision whose deletion it has taken. */
class TaskDefinitionDeletionTest {
  private Instant now = EcsRequests.START;
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };
  private final EcsRegion region =
      EcsRegion.create("123456789012", "eu-west-1", false, Duration.ofHours(1), clock);
  private final TaskDefinitionApi api = new TaskDefinitionApi(region, clock);
  private final TaskDefinition definition = registered();

  private TaskDefinition registered() {
    api.register(EcsRequests.definition("{'name':'a','image':'i'}"), "arn:aws:iam::1:user/u");
    return region.taskDefinitions().all().getFirst();
  }

  private ObjectNode delete() {
    api.deregister(EcsRequests.json("{'taskDefinition':'" + definition.arn() + "'}"));
    return api.delete(EcsRequests.json("{'taskDefinitions':['" + definition.arn() + "']}"));
  }

  private List<String> going() {
    return EcsRequests.texts(
        api.list(EcsRequests.json("{'status':'DELETE_IN_PROGRESS'}")), "taskDefinitionArns");
  }

  @Test
  void oneThatNothingUsedIsGoneAtOnce() {
    assertThat(delete().get("failures")).isEmpty();
    assertThat(going()).isEmpty();
  }

  @Test
  void oneThatIsActiveFails() {
    ObjectNode answer =
        api.delete(EcsRequests.json("{'taskDefinitions':['" + definition.arn() + "']}"));
    assertThat(answer.get("failures").get(0).get("arn").stringValue()).isEqualTo(definition.arn());
    assertThat(answer.get("taskDefinitions")).isEmpty();
  }

  @Test
  void aTaskKeepsItForAnHourAfterItsEnd() {
    TaskSpec spec = EcsRequests.spec(definition, TaskOverrides.none());
    Task task = new Task(spec, List.of(), Tags.none(), clock, () -> {});
    region.tasks().add(task);
    delete();
    now = now.plus(Duration.ofHours(5));
    assertThat(going()).containsExactly(definition.arn());

    task.transitionTo(TaskStatus.STOPPED);
    now = now.plus(Duration.ofMinutes(59));
    assertThat(going()).containsExactly(definition.arn());
    now = now.plus(Duration.ofMinutes(2));
    assertThat(going()).isEmpty();
  }

  @Test
  void aServiceKeepsItForADayAfterItsDeployment() {
    Service service = service();
    region.services().put(service);
    delete();
    assertThat(going()).containsExactly(definition.arn());

    service.end(now);
    now = now.plus(Duration.ofHours(23));
    assertThat(going()).containsExactly(definition.arn());
    now = now.plus(Duration.ofHours(2));
    assertThat(going()).isEmpty();
  }

  private Service service() {
    Deployment deployment =
        new Deployment(
            "ecs-svc/1",
            definition,
            new ResolvedNetwork("vpc-1", new AwsVpc(List.of("subnet-1"), List.of("sg-1"), true)),
            new LaunchTarget(List.of(), "1.4.0"),
            false,
            now,
            now,
            0,
            true);
    Cluster cluster = EcsRequests.spec(definition, TaskOverrides.none()).cluster();
    return new Service(
        EcsRequests.ARNS.service("c", "s"),
        "s",
        cluster,
        Json.object(),
        now,
        "arn:aws:iam::1:user/u",
        deployment,
        new Service.State(
            Service.Status.ACTIVE,
            1,
            0,
            100,
            Json.object(),
            "NONE",
            false,
            "DISABLED",
            Tags.none()));
  }
}
