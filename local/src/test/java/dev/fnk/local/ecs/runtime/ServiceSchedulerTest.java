package dev.fnk.local.ecs.runtime;

import static dev.fnk.local.ecs.runtime.ScheduledServices.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceSchedulerTest {
  private final ScheduledServices services = new ScheduledServices();
  private Service service = services.service("s", 2, 100, 200, "NONE");

  private List<String> events() {
    return service.events().stream().map(Service.Event::message).toList();
  }

  @Test
  void whatIsMissingIsStarted() {
    services.scheduler.reconcileAll();
    assertThat(services.launched).hasSize(2);
    assertThat(services.launched)
        .allSatisfy(
            request -> {
              assertThat(request.group()).isEqualTo("service:s");
              assertThat(request.startedBy()).contains("ecs-svc/1s");
              assertThat(request.executeCommand()).isTrue();
              assertThat(request.cluster()).isEqualTo(services.cluster);
              assertThat(request.tags()).isEqualTo(Tags.none());
            });
    assertThat(events())
        .containsExactly(
            "(service s) has started 1 tasks: (task %032d).".formatted(1),
            "(service s) has started 1 tasks: (task %032d).".formatted(0));
    services.scheduler.reconcileAll();
    assertThat(services.launched).hasSize(2);
  }

  @Test
  void tagsAreTakenFromWhereTheServiceSays() {
    services.service("of-service", 1, 100, 200, "SERVICE");
    services.service("of-definition", 1, 100, 200, "TASK_DEFINITION");
    services.scheduler.reconcileAll();
    assertThat(services.launched)
        .anySatisfy(
            request -> {
              assertThat(request.group()).isEqualTo("service:of-service");
              assertThat(request.tags().byKey()).isEqualTo(Map.of("of", "service"));
            })
        .anySatisfy(
            request -> {
              assertThat(request.group()).isEqualTo("service:of-definition");
              assertThat(request.tags().byKey()).isEqualTo(Map.of("of", "definition"));
            });
  }

  @Test
  void theDeploymentIsCompleteOnceAllRun() {
    services.scheduler.reconcileAll();
    run(services.tasks().getFirst());
    services.scheduler.reconcileAll();
    assertThat(service.primary().completed()).isFalse();
    services.clock.advance(Duration.ofSeconds(3));
    run(services.tasks().getLast());
    services.scheduler.reconcileAll();
    assertThat(service.primary().completed()).isTrue();
    assertThat(service.primary().updatedAt()).isEqualTo(EcsRequests.START.plusSeconds(3));
    assertThat(events().subList(0, 2))
        .containsExactly(
            "(service s) has reached a steady state.",
            "(service s) (deployment ecs-svc/1s) deployment completed.");
    int before = events().size();
    services.scheduler.reconcileAll();
    assertThat(events()).hasSize(before);
  }

  @Test
  void whatIsTooMuchIsStopped() {
    services.scheduler.reconcileAll();
    services.tasks().forEach(ScheduledServices::run);
    service.update(state -> state.withStatus(Service.Status.ACTIVE, 1));
    services.scheduler.reconcileAll();
    assertThat(services.tasks().getFirst().stopCause()).isEmpty();
    assertThat(services.tasks().getLast().stopCause())
        .contains(StopCause.scheduler("Scaling activity initiated by (deployment ecs-svc/1s)"));
    assertThat(events().getFirst())
        .isEqualTo("(service s) has stopped 1 running tasks: (task %032d).".formatted(1));
  }

  @Test
  void anUnhealthyTaskIsStoppedAndReplaced() {
    services.scheduler.reconcileAll();
    services.tasks().forEach(ScheduledServices::run);
    Task sick = services.tasks().getFirst();
    sick.update("a", now -> now.withHealth("UNHEALTHY"));
    services.scheduler.reconcileAll();
    assertThat(sick.stopCause())
        .contains(StopCause.scheduler("Task failed container health checks"));
    assertThat(service.events().stream().map(Service.Event::message))
        .anyMatch(text -> text.endsWith("because it failed container health checks."));
    assertThat(services.launched).hasSize(3);
  }

  @Test
  void anUnhealthyTaskIsNotReplacedBeforeItsEndWhereOneMayRun() {
    service = services.service("one", 1, 0, 100, "NONE");
    services.scheduler.reconcileAll();
    Task sick = services.ofService("one").getFirst();
    run(sick);
    sick.update("a", now -> now.withHealth("UNHEALTHY"));
    services.scheduler.reconcileAll();
    assertThat(sick.stopCause()).isPresent();
    assertThat(services.ofService("one")).containsExactly(sick);
  }

  @Test
  void aTaskThatEndsCountsUntilItsContainersDo() {
    service = services.service("one", 1, 0, 100, "NONE");
    services.scheduler.reconcileAll();
    Task first = services.ofService("one").getFirst();
    run(first);
    first.requestStop(StopCause.user(""));
    first.transitionTo(TaskStatus.STOPPING);
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(1);
    first.transitionTo(TaskStatus.DEPROVISIONING);
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(2);
  }

  @Test
  void anOldDeploymentGoesOnceTheNewOneRuns() {
    services.scheduler.reconcileAll();
    services.tasks().forEach(ScheduledServices::run);
    services.scheduler.reconcileAll();
    List<Task> old = services.tasks();
    service.deploy(services.deployment("ecs-svc/2"));
    services.scheduler.reconcileAll();
    List<Task> fresh = services.tasks().stream().filter(task -> !old.contains(task)).toList();
    assertThat(fresh).hasSize(2);
    assertThat(old).allMatch(task -> task.stopCause().isEmpty());
    fresh.forEach(ScheduledServices::run);
    services.scheduler.reconcileAll();
    assertThat(old)
        .allSatisfy(
            task ->
                assertThat(task.stopCause())
                    .contains(
                        StopCause.scheduler(
                            "Scaling activity initiated by (deployment ecs-svc/1s)")));
    assertThat(service.deployments()).hasSize(2);
    assertThat(service.primary().completed()).isFalse();
    old.forEach(task -> task.transitionTo(TaskStatus.DEPROVISIONING));
    services.scheduler.reconcileAll();
    assertThat(service.deployments()).hasSize(1);
    assertThat(service.primary().id()).isEqualTo("ecs-svc/2");
    assertThat(service.primary().completed()).isTrue();
  }

  @Test
  void oldTasksThatDoNotRunYetGoFirst() {
    service = services.service("one", 2, 50, 100, "NONE");
    services.scheduler.reconcileAll();
    Task running = services.ofService("one").getFirst();
    Task starting = services.ofService("one").getLast();
    run(running);
    service.deploy(services.deployment("ecs-svc/2"));
    services.scheduler.reconcileAll();
    assertThat(starting.stopCause()).isPresent();
    assertThat(running.stopCause()).isEmpty();
  }

  @Test
  void aServiceThatIsDeletedEndsWithItsLastTask() {
    services.scheduler.reconcileAll();
    services.tasks().forEach(ScheduledServices::run);
    service.update(state -> state.withStatus(Service.Status.DRAINING, 0));
    services.scheduler.reconcileAll();
    assertThat(services.tasks()).allMatch(task -> task.stopCause().isPresent());
    services.scheduler.reconcileAll();
    assertThat(service.state().status()).isEqualTo(Service.Status.INACTIVE);
    int before = service.events().size();
    services.scheduler.reconcileAll();
    assertThat(service.events()).hasSize(before);
    assertThat(services.launched).hasSize(2);
  }

  @Test
  void aServiceThatDrainsStartsNothing() {
    service.update(state -> state.withStatus(Service.Status.DRAINING, 2));
    services.scheduler.reconcileAll();
    assertThat(services.launched).isEmpty();
  }

  @Test
  void aChangeIsSeenAtOnceAndAnInterruptEndsTheLoop() throws Exception {
    Thread loop = Thread.ofVirtual().start(services.scheduler);
    try {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (services.tasks().size() < 2) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        services.region.changes().await(services.region.changes().count(), Duration.ofMillis(20));
      }
    } finally {
      loop.interrupt();
    }
    assertThat(loop.join(Duration.ofSeconds(20))).isTrue();
  }
}
