package dev.fnk.local.ecs.model.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaskTest {
  private final ManualClock clock = new ManualClock(EcsRequests.START);
  private final List<String> calls = new ArrayList<>();
  private final Task task = task("{'name':'a','image':'i'}");

  private Task task(String containers) {
    return EcsRequests.task(
        EcsRequests.spec(EcsRequests.registered(containers), TaskOverrides.none()),
        new Tags(Map.of("k", "v")),
        clock,
        () -> calls.add("changed"));
  }

  @ParameterizedTest
  @CsvSource({
    "PROVISIONING, true, false, true, false",
    "PENDING, true, false, true, false",
    "ACTIVATING, true, false, true, false",
    "RUNNING, false, true, true, false",
    "DEACTIVATING, false, false, true, false",
    "STOPPING, false, false, true, false",
    "DEPROVISIONING, false, false, false, false",
    "STOPPED, false, false, false, true"
  })
  void eachStatusSaysWhatTheTaskDoes(
      TaskStatus status, boolean starting, boolean running, boolean executing, boolean stopped) {
    task.transitionTo(status);
    assertThat(task.snapshot().status()).isEqualTo(status);
    assertThat(task.starting()).isEqualTo(starting);
    assertThat(task.running()).isEqualTo(running);
    assertThat(task.executing()).isEqualTo(executing);
    assertThat(task.stopped()).isEqualTo(stopped);
  }

  @Test
  void everyStepIsAVersionAndAChange() {
    assertThat(task.snapshot().version()).isEqualTo(1);
    task.transitionTo(TaskStatus.PENDING);
    task.connected(
        new NetworkInterface("eni-1", "subnet-1", "10.0.0.0/20", "a", "02:", "10.0.0.9", "ip"));
    task.update("a", run -> run.started(EcsRequests.START));
    task.requestStop(StopCause.user("enough"));
    assertThat(task.snapshot().version()).isEqualTo(5);
    assertThat(calls).hasSize(4);
  }

  @Test
  void whatChangesNothingIsNone() {
    task.transitionTo(TaskStatus.RUNNING);
    task.transitionTo(TaskStatus.RUNNING);
    task.transitionTo(TaskStatus.PENDING);
    task.update("a", run -> run);
    assertThat(task.snapshot().version()).isEqualTo(2);
    assertThat(calls).hasSize(1);
  }

  @Test
  void theTimesOfThePullAreChangesWithoutAVersion() {
    task.pullStarted();
    clock.advance(Duration.ofSeconds(2));
    task.pullStopped();
    assertThat(task.snapshot().times().pullStartedAt()).contains(EcsRequests.START);
    assertThat(task.snapshot().times().pullStoppedAt()).contains(EcsRequests.START.plusSeconds(2));
    assertThat(task.snapshot().version()).isEqualTo(1);
    assertThat(calls).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskStatus.class,
      names = {"PENDING", "ACTIVATING", "DEACTIVATING", "STOPPING"})
  void aStatusWithoutATimeSetsNone(TaskStatus status) {
    task.transitionTo(status);
    assertThat(task.snapshot().times()).isEqualTo(new TaskTimes(EcsRequests.START, Map.of()));
  }

  @Test
  void aStopWakesItsSupervisorOnce() {
    task.onStop(() -> calls.add("woken"));
    assertThat(calls).isEmpty();
    task.requestStop(StopCause.user("enough"));
    task.requestStop(StopCause.user("again"));
    assertThat(calls).containsExactly("woken", "changed");
    assertThat(task.snapshot().times().stoppingAt()).contains(EcsRequests.START);
  }

  @Test
  void whoComesLateIsWokenAtOnce() {
    task.requestStop(StopCause.user("enough"));
    task.onStop(() -> calls.add("woken"));
    assertThat(calls).containsExactly("changed", "woken");
  }

  @Test
  void aStoppedTaskCannotBeStopped() {
    task.transitionTo(TaskStatus.STOPPED);
    task.requestStop(StopCause.user("enough"));
    assertThat(task.stopCause()).isEmpty();
    assertThat(task.tags()).isEqualTo(Tags.none());
  }

  @Test
  void tagsChange() {
    task.retag(tags -> tags.plus(new Tags(Map.of("l", "w"))));
    assertThat(task.tags().byKey()).isEqualTo(Map.of("k", "v", "l", "w"));
  }

  @Test
  void aContainerThatItDoesNotHaveIsAFault() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> task.container("x"))
        .withMessageContaining("no container x");
  }

  @Test
  void aStopByAPersonHasAReason() {
    assertThat(StopCause.user("").reason()).isEqualTo("Task stopped by user");
    assertThat(StopCause.user("enough").reason()).isEqualTo("enough");
    assertThat(StopCause.user("").code()).isEqualTo("UserInitiated");
  }

  @Test
  void aRunKeepsWhatItWas() {
    ContainerRun run =
        task.container("a")
            .pulled("sha256:1d", Optional.of("sha256:d1"))
            .started(EcsRequests.START)
            .withHealth("HEALTHY")
            .stopped(Optional.of(1), Optional.of("why"), EcsRequests.START.plusSeconds(1));
    assertThat(run)
        .isEqualTo(
            new ContainerRun(
                run.definition(),
                "arn",
                "run-a",
                TaskStatus.STOPPED,
                Optional.of(1),
                Optional.of("why"),
                Optional.of("sha256:d1"),
                Optional.of("sha256:1d"),
                "HEALTHY",
                Optional.of(EcsRequests.START),
                Optional.of(EcsRequests.START.plusSeconds(1))));
    assertThat(task.container("a").isStopped()).isFalse();
    assertThat(run.isStopped()).isTrue();
  }

  @Test
  void itsArchitectureIsTheDefinitionsOrX86() {
    assertThat(task.spec().architecture()).isEqualTo("x86_64");
    task.spec()
        .definition()
        .document()
        .putObject("runtimePlatform")
        .put("cpuArchitecture", "ARM64");
    assertThat(task.spec().architecture()).isEqualTo("arm64");
  }

  @Test
  void itsAttachmentHasALastingId() {
    assertThat(task.spec().attachmentId())
        .isEqualTo(task("{'name':'a','image':'i'}").spec().attachmentId())
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }
}
