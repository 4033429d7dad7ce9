package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.Pods;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.EcsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/** However many callers there are at once, ECS is asked no more often than it has published. */
@Timeout(20)
class EcsQuotasTest {
  private final VirtualTime time = new VirtualTime();
  private final VirtualTime.Process process = time.process();
  private final StubEcs ecs = new StubEcs();
  private final FargateRuntime runtime = new FargateRuntime(ecs, Pods.CONFIG, process);

  @ParameterizedTest
  @CsvSource({
    "StopTask, 100, 40",
    "ListTasks, 100, 20",
    "DescribeTasks, 100, 20",
    "ListTaskDefinitions, 50, 20",
    "RegisterTaskDefinition, 20, 1",
    "RunTask, 20, 20",
  })
  void callersWaitTheirTurn(String action, int burst, int perSecond) {
    answers(action.equals("RegisterTaskDefinition"));
    for (int i = 0; i < burst + 3 * perSecond; i++) {
      int caller = i;
      process.start("caller-" + caller, () -> call(action, caller));
    }

    time.run(Duration.ZERO);
    assertThat(asked(action)).isEqualTo(burst);
    time.run(Duration.ofSeconds(1));
    assertThat(asked(action)).isEqualTo(burst + perSecond);
    time.run(Duration.ofSeconds(2));
    assertThat(asked(action)).isEqualTo(burst + 3 * perSecond);
  }

  private void answers(boolean noDefinitions) {
    ecs.on(StopTaskRequest.class, _ -> StopTaskResponse.builder().build());
    ecs.on(ListTasksRequest.class, _ -> ListTasksResponse.builder().build());
    ecs.on(DescribeTasksRequest.class, _ -> DescribeTasksResponse.builder().build());
    ecs.on(
        ListTaskDefinitionsRequest.class,
        _ ->
            noDefinitions
                ? ListTaskDefinitionsResponse.builder().build()
                : ListTaskDefinitionsResponse.builder().taskDefinitionArns("definition:1").build());
    ecs.on(
        RegisterTaskDefinitionRequest.class,
        _ ->
            RegisterTaskDefinitionResponse.builder()
                .taskDefinition(d -> d.taskDefinitionArn("definition:1"))
                .build());
    ecs.on(
        RunTaskRequest.class,
        _ ->
            RunTaskResponse.builder()
                .tasks(Task.builder().taskArn("t").lastStatus("PENDING").build())
                .build());
  }

  private void call(String action, int caller) {
    try {
      switch (action) {
        case "StopTask" -> runtime.stop("t", "because");
        case "ListTasks" -> runtime.runningTasks();
        case "DescribeTasks" -> runtime.describe(List.of("t"));
        case "RunTask" -> runtime.launch(Launches.of("nginx"), Patience.endless(process));
        // Each with a definition of its own.
        default -> runtime.launch(Launches.of("nginx:" + caller), Patience.endless(process));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private int asked(String action) {
    return (int)
        ecs.asked(EcsRequest.class).stream()
            .filter(request -> request.getClass().getSimpleName().equals(action + "Request"))
            .count();
  }
}
