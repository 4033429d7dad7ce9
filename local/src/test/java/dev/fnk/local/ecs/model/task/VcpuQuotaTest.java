package dev.fnk.local.ecs.model.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VcpuQuotaTest {
  private static final VcpuQuota QUOTA = new VcpuQuota(true);

  /** Tasks of a quarter of a vCPU. */
  private static List<Task> tasks(int count) {
    TaskSpec spec =
        EcsRequests.spec(EcsRequests.registered("{'name':'a','image':'i'}"), TaskOverrides.none());
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Task(
                    spec,
                    List.of(),
                    Tags.none(),
                    Clock.fixed(EcsRequests.START, ZoneOffset.UTC),
                    () -> {}))
        .toList();
  }

  @Test
  void sixVcpusAreForTasksOnDemand() {
    assertThat(QUOTA.refusal(tasks(23), Optional.empty(), 256)).isEmpty();
    assertThat(QUOTA.refusal(tasks(23), Optional.of("FARGATE"), 512))
        .hasValueSatisfying(why -> assertThat(why).contains("number of vCPUs"));
    assertThat(QUOTA.refusal(tasks(24), Optional.empty(), 256)).isPresent();
  }

  @Test
  void spotHasItsOwn() {
    assertThat(QUOTA.refusal(tasks(24), Optional.of("FARGATE_SPOT"), 6 * 1024)).isEmpty();
    assertThat(QUOTA.refusal(tasks(0), Optional.of("FARGATE_SPOT"), 8 * 1024)).isPresent();
  }

  @Test
  void stoppedTasksTakeNone() {
    List<Task> tasks = tasks(24);
    tasks.getFirst().transitionTo(TaskStatus.STOPPED);

    assertThat(QUOTA.refusal(tasks, Optional.empty(), 256)).isEmpty();
  }

  @Test
  void withoutQuotasThereIsRoom() {
    assertThat(new VcpuQuota(false).refusal(tasks(1000), Optional.empty(), 4096)).isEmpty();
  }
}
