package dev.fnk.local.ecs.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRequests;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TaskStoreTest {
  private final ManualClock clock = new ManualClock(EcsRequests.START);
  private final TaskStore store = new TaskStore(clock, Duration.ofHours(1));

  private Task add(String id, Instant createdAt) {
    TaskRequest request =
        EcsRequests.request(
            EcsRequests.registered("{'name':'a','image':'i'}"), TaskOverrides.none());
    Task task =
        EcsRequests.task(EcsRequests.spec(request, id, createdAt), request.tags(), clock, () -> {});
    store.add(task);
    return task;
  }

  @Test
  void aTaskIsFoundInItsClusterByIdAndByArn() {
    Task task = add("01", EcsRequests.START);
    assertThat(store.find(EcsRequests.cluster("c"), "01")).contains(task);
    assertThat(store.find(EcsRequests.cluster("c"), task.spec().arn())).contains(task);
    assertThat(store.find(EcsRequests.cluster("d"), "01")).isEmpty();
    assertThat(store.find(EcsRequests.cluster("c"), "02")).isEmpty();
    assertThat(store.findByArn(task.spec().arn())).contains(task);
    assertThat(store.findByArn(EcsRequests.ARNS.task("d", "01"))).isEmpty();
    assertThat(store.of(EcsRequests.cluster("d"))).isEmpty();
  }

  @Test
  void theOldestComesFirst() {
    Task late = add("01", EcsRequests.START.plusSeconds(1));
    Task early = add("03", EcsRequests.START);
    Task same = add("02", EcsRequests.START);
    assertThat(store.of(EcsRequests.cluster("c"))).containsExactly(same, early, late);
    assertThat(store.all()).containsExactly(same, early, late);
  }

  @Test
  void aStoppedTaskIsForgottenAfterAWhile() {
    Task stopped = add("01", EcsRequests.START);
    Task running = add("02", EcsRequests.START);
    stopped.transitionTo(TaskStatus.STOPPED);
    clock.advance(Duration.ofHours(1));
    assertThat(store.all()).containsExactly(stopped, running);
    clock.advance(Duration.ofMillis(1));
    assertThat(store.find(EcsRequests.cluster("c"), "01")).isEmpty();
    assertThat(store.all()).containsExactly(running);
  }
}
