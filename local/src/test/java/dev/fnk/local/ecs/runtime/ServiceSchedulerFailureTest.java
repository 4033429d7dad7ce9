package dev.fnk.local.ecs.runtime;

import static dev.fnk.local.ecs.runtime.ScheduledServices.fail;
import static dev.fnk.local.ecs.runtime.ScheduledServices.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a service does about tasks that fail. */
class ServiceSchedulerFailureTest {
  private final ScheduledServices services = new ScheduledServices();
  private Service service = services.service("s", 2, 100, 200, "NONE");

  private List<String> events() {
    return service.events().stream().map(Service.Event::message).toList();
  }

  @Test
  void failuresInARowSlowTheNextStartDown() {
    service = services.service("one", 1, 0, 100, "NONE");
    services
        .region
        .services()
        .find(services.cluster, "s")
        .orElseThrow()
        .update(state -> state.withStatus(Service.Status.ACTIVE, 0));
    services.scheduler.reconcileAll();
    for (int failures = 1; failures <= 8; failures++) {
      fail(services.ofService("one").getLast());
      services.scheduler.reconcileAll();
      assertThat(service.primary().failedTasks()).isEqualTo(failures);
      assertThat(services.ofService("one")).hasSize(failures);
      Duration delay = Duration.ofSeconds(Math.min(64, 1L << (failures - 1)));
      services.clock.advance(delay.minusMillis(1));
      services.scheduler.reconcileAll();
      assertThat(services.ofService("one")).hasSize(failures);
      services.clock.advance(Duration.ofMillis(1));
      services.scheduler.reconcileAll();
      assertThat(services.ofService("one")).hasSize(failures + 1);
    }
    assertThat(service.events().stream().map(Service.Event::message))
        .filteredOn(text -> text.contains("is unable to consistently start tasks"))
        .hasSize(1);
  }

  @Test
  void aTaskThatRunsEndsTheRow() {
    service = services.service("one", 1, 0, 100, "NONE");
    services.scheduler.reconcileAll();
    for (int i = 0; i < 2; i++) {
      fail(services.ofService("one").getLast());
      services.scheduler.reconcileAll();
      services.clock.advance(Duration.ofMinutes(2));
      services.scheduler.reconcileAll();
    }
    Task good = services.ofService("one").getLast();
    run(good);
    services.scheduler.reconcileAll();
    services.clock.advance(Duration.ofMinutes(5));
    good.requestStop(StopCause.essentialExited());
    good.transitionTo(TaskStatus.STOPPED);
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(4);
    fail(services.ofService("one").getLast());
    services.scheduler.reconcileAll();
    services.clock.advance(Duration.ofSeconds(1));
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(5);
  }

  @Test
  void whatRanShortlyIsFollowedAfterAPause() {
    service = services.service("one", 1, 0, 100, "NONE");
    services.scheduler.reconcileAll();
    Task task = services.ofService("one").getFirst();
    run(task);
    services.scheduler.reconcileAll();
    services.clock.advance(Duration.ofSeconds(14));
    task.requestStop(StopCause.essentialExited());
    task.transitionTo(TaskStatus.STOPPED);
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(1);
    assertThat(service.primary().failedTasks()).isZero();
    services.clock.advance(Duration.ofMillis(4999));
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(1);
    services.clock.advance(Duration.ofMillis(1));
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(2);
  }

  @Test
  void whatRanForAWhileIsFollowedAtOnce() {
    service = services.service("one", 1, 0, 100, "NONE");
    services.scheduler.reconcileAll();
    Task task = services.ofService("one").getFirst();
    run(task);
    services.scheduler.reconcileAll();
    services.clock.advance(Duration.ofSeconds(15));
    task.requestStop(StopCause.essentialExited());
    task.transitionTo(TaskStatus.STOPPED);
    services.scheduler.reconcileAll();
    assertThat(services.ofService("one")).hasSize(2);
  }

  @Test
  void aStopByRequestIsNoFailure() {
    service = services.service("one", 1, 0, 100, "NONE");
    services.scheduler.reconcileAll();
    for (StopCause cause : List.of(StopCause.user("enough"), StopCause.scheduler("scaling"))) {
      Task task = services.ofService("one").getLast();
      task.requestStop(cause);
      task.transitionTo(TaskStatus.STOPPED);
      services.scheduler.reconcileAll();
    }
    assertThat(services.ofService("one")).hasSize(3);
    assertThat(service.primary().failedTasks()).isZero();
  }

  @Test
  void aTaskThatFindsNoVcpusIsAFailureToPlace() {
    service.update(state -> state.withStatus(Service.Status.ACTIVE, 25));
    services.scheduler.reconcileAll();
    assertThat(services.launched).hasSize(24);
    assertThat(events().getFirst())
        .startsWith(
            "(service s) was unable to place a task. Reason: You\u2019ve reached the limit");
    assertThat(service.primary().failedTasks()).isEqualTo(1);
    services.scheduler.reconcileAll();
    assertThat(service.primary().failedTasks()).isEqualTo(1);
    services.clock.advance(Duration.ofSeconds(1));
    services.scheduler.reconcileAll();
    assertThat(service.primary().failedTasks()).isEqualTo(2);
  }

  @Test
  void whatFailsInOneServiceIsItsEventAndKeepsNoOther() {
    Service other = services.service("t", 0, 100, 200, "NONE");
    other.update(state -> state.withStatus(Service.Status.DRAINING, 0));
    services.refusing = true;
    services.scheduler.reconcileAll();
    assertThat(events())
        .containsExactly("(service s) was unable to place a task: the engine is away");
    assertThat(other.state().status()).isEqualTo(Service.Status.INACTIVE);
  }
}
