package dev.fnk.local.ecs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.service.Deployment;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceSchedulerTest {
  private static final TaskDefinition DEFINITION =
      EcsRequests.registered("{'name':'a','image':'i','healthCheck':{'command':['CMD','x']}}")
          .withTags(new Tags(Map.of("of", "definition")));

  private final ManualClock clock = new ManualClock(EcsRequests.START);
  private final EcsRegion region =
      EcsRegion.create("123456789012", "eu-west-1", true, Duration.ofHours(1), clock);
  private final Cluster cluster = EcsRequests.cluster("c");
  private final List<TaskRequest> launched = new ArrayList<>();
  private final ServiceScheduler scheduler = new ServiceScheduler(region, this::launch, clock);
  private Service service;
  private boolean refusing;

  @BeforeEach
  void create() {
    service = service("s", 2, 100, 200, "NONE");
  }

  private Service service(String name, int desired, int least, int most, String propagate) {
    Service made =
        new Service(
            EcsRequests.ARNS.service("c", name),
            name,
            cluster,
            Json.object(),
            clock.instant(),
            "arn:aws:iam::123456789012:user/u",
            deployment("ecs-svc/1" + name),
            new Service.State(
                Service.Status.ACTIVE,
                desired,
                least,
                most,
                Json.object(),
                propagate,
                false,
                "DISABLED",
                new Tags(Map.of("of", "service"))));
    region.services().put(made);
    return made;
  }

  private Deployment deployment(String id) {
    TaskRequest example = EcsRequests.request(DEFINITION, TaskOverrides.none());
    Instant now = clock.instant();
    return new Deployment(
        id, DEFINITION, example.network(), example.target(), true, now, now, 0, false);
  }

  private Task launch(EcsRegion where, TaskRequest request) {
    if (refusing) {
      throw new IllegalStateException("the engine is away");
    }
    String id = "%032d".formatted(launched.size());
    launched.add(request);
    Task task =
        EcsRequests.task(
            EcsRequests.spec(request, id, clock.instant()),
            request.tags(),
            clock,
            where.changes()::signal);
    where.tasks().add(task);
    return task;
  }

  private List<Task> tasks() {
    return region.tasks().of(cluster);
  }

  private static void run(Task task) {
    task.update("a", now -> now.started(EcsRequests.START));
    task.transitionTo(TaskStatus.RUNNING);
  }

  private static void fail(Task task) {
    task.requestStop(StopCause.failedToStart("no image"));
    task.transitionTo(TaskStatus.STOPPED);
  }

  private List<String> events() {
    return service.events().stream().map(Service.Event::message).toList();
  }

  @Test
  void whatIsMissingIsStarted() {
    scheduler.reconcileAll();
    assertThat(launched).hasSize(2);
    assertThat(launched)
        .allSatisfy(
            request -> {
              assertThat(request.group()).isEqualTo("service:s");
              assertThat(request.startedBy()).contains("ecs-svc/1s");
              assertThat(request.executeCommand()).isTrue();
              assertThat(request.cluster()).isEqualTo(cluster);
              assertThat(request.tags()).isEqualTo(Tags.none());
            });
    assertThat(events())
        .containsExactly(
            "(service s) has started 1 tasks: (task %032d).".formatted(1),
            "(service s) has started 1 tasks: (task %032d).".formatted(0));
    scheduler.reconcileAll();
    assertThat(launched).hasSize(2);
  }

  @Test
  void tagsAreTakenFromWhereTheServiceSays() {
    service("of-service", 1, 100, 200, "SERVICE");
    service("of-definition", 1, 100, 200, "TASK_DEFINITION");
    scheduler.reconcileAll();
    assertThat(launched)
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
    scheduler.reconcileAll();
    run(tasks().getFirst());
    scheduler.reconcileAll();
    assertThat(service.primary().completed()).isFalse();
    clock.advance(Duration.ofSeconds(3));
    run(tasks().getLast());
    scheduler.reconcileAll();
    assertThat(service.primary().completed()).isTrue();
    assertThat(service.primary().updatedAt()).isEqualTo(EcsRequests.START.plusSeconds(3));
    assertThat(events().subList(0, 2))
        .containsExactly(
            "(service s) has reached a steady state.",
            "(service s) (deployment ecs-svc/1s) deployment completed.");
    int before = events().size();
    scheduler.reconcileAll();
    assertThat(events()).hasSize(before);
  }

  @Test
  void whatIsTooMuchIsStopped() {
    scheduler.reconcileAll();
    tasks().forEach(ServiceSchedulerTest::run);
    service.update(state -> state.withStatus(Service.Status.ACTIVE, 1));
    scheduler.reconcileAll();
    assertThat(tasks().getFirst().stopCause()).isEmpty();
    assertThat(tasks().getLast().stopCause())
        .contains(StopCause.scheduler("Scaling activity initiated by (deployment ecs-svc/1s)"));
    assertThat(events().getFirst())
        .isEqualTo("(service s) has stopped 1 running tasks: (task %032d).".formatted(1));
  }

  @Test
  void anUnhealthyTaskIsStoppedAndReplaced() {
    scheduler.reconcileAll();
    tasks().forEach(ServiceSchedulerTest::run);
    Task sick = tasks().getFirst();
    sick.update("a", now -> now.withHealth("UNHEALTHY"));
    scheduler.reconcileAll();
    assertThat(sick.stopCause())
        .contains(StopCause.scheduler("Task failed container health checks"));
    assertThat(service.events().stream().map(Service.Event::message))
        .anyMatch(text -> text.endsWith("because it failed container health checks."));
    assertThat(launched).hasSize(3);
  }

  @Test
  void aTaskThatEndsCountsUntilItsContainersDo() {
    service = service("one", 1, 0, 100, "NONE");
    scheduler.reconcileAll();
    Task first = ofService("one").getFirst();
    run(first);
    first.requestStop(StopCause.user(""));
    first.transitionTo(TaskStatus.STOPPING);
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(1);
    first.transitionTo(TaskStatus.DEPROVISIONING);
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(2);
  }

  @Test
  void anOldDeploymentGoesOnceTheNewOneRuns() {
    scheduler.reconcileAll();
    tasks().forEach(ServiceSchedulerTest::run);
    scheduler.reconcileAll();
    List<Task> old = tasks();
    service.deploy(deployment("ecs-svc/2"));
    scheduler.reconcileAll();
    List<Task> fresh = tasks().stream().filter(task -> !old.contains(task)).toList();
    assertThat(fresh).hasSize(2);
    assertThat(old).allMatch(task -> task.stopCause().isEmpty());
    fresh.forEach(ServiceSchedulerTest::run);
    scheduler.reconcileAll();
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
    scheduler.reconcileAll();
    assertThat(service.deployments()).hasSize(1);
    assertThat(service.primary().id()).isEqualTo("ecs-svc/2");
    assertThat(service.primary().completed()).isTrue();
  }

  @Test
  void oldTasksThatDoNotRunYetGoFirst() {
    service = service("one", 2, 50, 100, "NONE");
    scheduler.reconcileAll();
    Task running = ofService("one").getFirst();
    Task starting = ofService("one").getLast();
    run(running);
    service.deploy(deployment("ecs-svc/2"));
    scheduler.reconcileAll();
    assertThat(starting.stopCause()).isPresent();
    assertThat(running.stopCause()).isEmpty();
  }

  @Test
  void aServiceThatIsDeletedEndsWithItsLastTask() {
    scheduler.reconcileAll();
    tasks().forEach(ServiceSchedulerTest::run);
    service.update(state -> state.withStatus(Service.Status.DRAINING, 0));
    scheduler.reconcileAll();
    assertThat(tasks()).allMatch(task -> task.stopCause().isPresent());
    scheduler.reconcileAll();
    assertThat(service.state().status()).isEqualTo(Service.Status.INACTIVE);
    int before = service.events().size();
    scheduler.reconcileAll();
    assertThat(service.events()).hasSize(before);
    assertThat(launched).hasSize(2);
  }

  @Test
  void aServiceThatDrainsStartsNothing() {
    service.update(state -> state.withStatus(Service.Status.DRAINING, 2));
    scheduler.reconcileAll();
    assertThat(launched).isEmpty();
  }

  @Test
  void failuresInARowSlowTheNextStartDown() {
    service = service("one", 1, 0, 100, "NONE");
    region
        .services()
        .find(cluster, "s")
        .orElseThrow()
        .update(state -> state.withStatus(Service.Status.ACTIVE, 0));
    scheduler.reconcileAll();
    for (int failures = 1; failures <= 8; failures++) {
      fail(ofService("one").getLast());
      scheduler.reconcileAll();
      assertThat(service.primary().failedTasks()).isEqualTo(failures);
      assertThat(ofService("one")).hasSize(failures);
      Duration delay = Duration.ofSeconds(Math.min(64, 1L << (failures - 1)));
      clock.advance(delay.minusMillis(1));
      scheduler.reconcileAll();
      assertThat(ofService("one")).hasSize(failures);
      clock.advance(Duration.ofMillis(1));
      scheduler.reconcileAll();
      assertThat(ofService("one")).hasSize(failures + 1);
    }
    assertThat(service.events().stream().map(Service.Event::message))
        .filteredOn(text -> text.contains("is unable to consistently start tasks"))
        .hasSize(1);
  }

  @Test
  void aTaskThatRunsEndsTheRow() {
    service = service("one", 1, 0, 100, "NONE");
    scheduler.reconcileAll();
    for (int i = 0; i < 2; i++) {
      fail(ofService("one").getLast());
      scheduler.reconcileAll();
      clock.advance(Duration.ofMinutes(2));
      scheduler.reconcileAll();
    }
    Task good = ofService("one").getLast();
    run(good);
    scheduler.reconcileAll();
    clock.advance(Duration.ofMinutes(5));
    good.requestStop(StopCause.essentialExited());
    good.transitionTo(TaskStatus.STOPPED);
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(4);
    fail(ofService("one").getLast());
    scheduler.reconcileAll();
    clock.advance(Duration.ofSeconds(1));
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(5);
  }

  @Test
  void whatRanShortlyIsFollowedAfterAPause() {
    service = service("one", 1, 0, 100, "NONE");
    scheduler.reconcileAll();
    Task task = ofService("one").getFirst();
    run(task);
    scheduler.reconcileAll();
    clock.advance(Duration.ofSeconds(14));
    task.requestStop(StopCause.essentialExited());
    task.transitionTo(TaskStatus.STOPPED);
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(1);
    assertThat(service.primary().failedTasks()).isZero();
    clock.advance(Duration.ofMillis(4999));
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(1);
    clock.advance(Duration.ofMillis(1));
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(2);
  }

  @Test
  void whatRanForAWhileIsFollowedAtOnce() {
    service = service("one", 1, 0, 100, "NONE");
    scheduler.reconcileAll();
    Task task = ofService("one").getFirst();
    run(task);
    scheduler.reconcileAll();
    clock.advance(Duration.ofSeconds(15));
    task.requestStop(StopCause.essentialExited());
    task.transitionTo(TaskStatus.STOPPED);
    scheduler.reconcileAll();
    assertThat(ofService("one")).hasSize(2);
  }

  @Test
  void aStopByRequestIsNoFailure() {
    service = service("one", 1, 0, 100, "NONE");
    scheduler.reconcileAll();
    for (StopCause cause : List.of(StopCause.user("enough"), StopCause.scheduler("scaling"))) {
      Task task = ofService("one").getLast();
      task.requestStop(cause);
      task.transitionTo(TaskStatus.STOPPED);
      scheduler.reconcileAll();
    }
    assertThat(ofService("one")).hasSize(3);
    assertThat(service.primary().failedTasks()).isZero();
  }

  @Test
  void aTaskThatFindsNoVcpusIsAFailureToPlace() {
    service.update(state -> state.withStatus(Service.Status.ACTIVE, 25));
    scheduler.reconcileAll();
    assertThat(launched).hasSize(24);
    assertThat(events().getFirst())
        .startsWith(
            "(service s) was unable to place a task. Reason: You\u2019ve reached the limit");
    assertThat(service.primary().failedTasks()).isEqualTo(1);
    scheduler.reconcileAll();
    assertThat(service.primary().failedTasks()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    scheduler.reconcileAll();
    assertThat(service.primary().failedTasks()).isEqualTo(2);
  }

  @Test
  void whatFailsInOneServiceIsItsEventAndKeepsNoOther() {
    Service other = service("t", 0, 100, 200, "NONE");
    other.update(state -> state.withStatus(Service.Status.DRAINING, 0));
    refusing = true;
    scheduler.reconcileAll();
    assertThat(events())
        .containsExactly("(service s) was unable to place a task: the engine is away");
    assertThat(other.state().status()).isEqualTo(Service.Status.INACTIVE);
  }

  @Test
  void aChangeIsSeenAtOnceAndAnInterruptEndsTheLoop() throws Exception {
    Thread loop = Thread.ofVirtual().start(scheduler);
    try {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (tasks().size() < 2) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        region.changes().await(region.changes().count(), Duration.ofMillis(20));
      }
    } finally {
      loop.interrupt();
    }
    assertThat(loop.join(Duration.ofSeconds(20))).isTrue();
  }

  private List<Task> ofService(String name) {
    return tasks().stream().filter(task -> task.spec().group().equals("service:" + name)).toList();
  }
}
