package dev.fnk.local.ecs.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TaskJsonTest {
  private static final String CONTAINERS = "{'name':'a','image':'i'}";

  private final List<String> changes = new ArrayList<>();
  private final Task task = task(CONTAINERS);

  private Task task(String containers) {
    TaskSpec spec = EcsRequests.spec(EcsRequests.registered(containers), TaskOverrides.none());
    return new Task(
        spec,
        spec.containers().stream()
            .map(container -> ContainerRun.pending(container, "arn", "run-" + container.name()))
            .toList(),
        new Tags(Map.of("k", "v")),
        Clock.fixed(EcsRequests.START, ZoneOffset.UTC),
        () -> changes.add("changed"));
  }

  @Test
  void freshTaskIsProvisioning() {
    ObjectNode json = TaskJson.write(task, true);
    assertThat(json.get("lastStatus").stringValue()).isEqualTo("PROVISIONING");
    assertThat(json.get("desiredStatus").stringValue()).isEqualTo("RUNNING");
    assertThat(json.get("attachments").get(0).get("status").stringValue()).isEqualTo("PRECREATED");
    assertThat(json.get("tags").toString()).isEqualTo("[{\"key\":\"k\",\"value\":\"v\"}]");
    assertThat(json.has("startedAt")).isFalse();
    assertThat(json.has("stopCode")).isFalse();
    assertThat(Json.mapper().writeValueAsString(json)).contains("\"createdAt\":1767323045.678");
  }

  @Test
  void tagsAreShownOnRequestOnly() {
    assertThat(TaskJson.write(task, false).get("tags")).isEmpty();
  }

  @Test
  void runningTaskHasItsAddress() {
    task.connected(
        new NetworkInterface(
            "eni-1",
            "subnet-1",
            "10.0.0.0/20",
            "eu-west-1a",
            "02:00:00:00:00:01",
            "10.0.0.9",
            "ip-10-0-0-9.eu-west-1.compute.internal"));
    task.update("a", run -> run.started(EcsRequests.START));
    task.transitionTo(TaskStatus.RUNNING);
    ObjectNode json = TaskJson.write(task, false);
    assertThat(json.get("lastStatus").stringValue()).isEqualTo("RUNNING");
    assertThat(json.get("attachments").toString())
        .contains("{\"name\":\"privateIPv4Address\",\"value\":\"10.0.0.9\"}")
        .contains("\"ATTACHED\"");
    assertThat(json.get("availabilityZone").stringValue()).isEqualTo("eu-west-1a");
    assertThat(json.get("containers").get(0).get("runtimeId").stringValue()).isEqualTo("run-a");
    assertThat(json.get("containers").get(0).has("exitCode")).isFalse();
    assertThat(changes).hasSize(3);
  }

  @Test
  void stoppedTaskKeepsExitCodesAndLosesTags() {
    task.update("a", run -> run.stopped(Optional.of(0), Optional.empty(), EcsRequests.START));
    task.requestStop(StopCause.essentialExited());
    task.transitionTo(TaskStatus.STOPPED);
    ObjectNode json = TaskJson.write(task, true);
    assertThat(json.get("stopCode").stringValue()).isEqualTo("EssentialContainerExited");
    assertThat(json.get("stoppedReason").stringValue())
        .isEqualTo("Essential container in task exited");
    assertThat(json.get("containers").get(0).get("exitCode").intValue()).isZero();
    assertThat(json.get("tags")).isEmpty();
  }

  @Test
  void firstStopCauseStands() {
    task.requestStop(StopCause.user("enough"));
    task.requestStop(StopCause.essentialExited());
    assertThat(TaskJson.write(task, false).get("stoppedReason").stringValue()).isEqualTo("enough");
    assertThat(TaskJson.write(task, false).get("desiredStatus").stringValue()).isEqualTo("STOPPED");
  }

  @Test
  void lifeNeverGoesBack() {
    task.transitionTo(TaskStatus.STOPPING);
    task.transitionTo(TaskStatus.RUNNING);
    assertThat(task.snapshot().status()).isEqualTo(TaskStatus.STOPPING);
  }

  @Test
  void healthIsThatOfEssentialContainersWithAProbe() {
    String probe = ",'healthCheck':{'command':['CMD','x']}";
    Task probed =
        task(
            "{'name':'a','image':'i'"
                + probe
                + "},{'name':'b','image':'i'"
                + probe
                + "},{'name':'c','image':'i','essential':false"
                + probe
                + "}");
    assertThat(probed.snapshot().health()).isEqualTo("UNKNOWN");
    probed.update("a", run -> run.withHealth("HEALTHY"));
    probed.update("c", run -> run.withHealth("UNHEALTHY"));
    assertThat(probed.snapshot().health()).isEqualTo("UNKNOWN");
    probed.update("b", run -> run.withHealth("HEALTHY"));
    assertThat(probed.snapshot().health()).isEqualTo("HEALTHY");
    probed.update("b", run -> run.withHealth("UNHEALTHY"));
    assertThat(probed.snapshot().health()).isEqualTo("UNHEALTHY");
  }
}
