package dev.fnk.kubelet.fargate;

import static dev.fnk.kubelet.fargate.EcsAnswers.ARN;
import static dev.fnk.kubelet.fargate.EcsAnswers.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.task.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.Task;

/** Tasks that are there: looked at, listed, stopped. */
@Timeout(30)
final class FargateRuntimeTest {
  private final StubbedRuntime stubbed = new StubbedRuntime();
  private final StubEcs ecs = stubbed.ecs;
  private final FargateRuntime runtime = stubbed.runtime;

  @AfterEach
  void close() {
    stubbed.close();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "100, 1", "101, 2", "200, 2"})
  void aHundredTasksAreDescribedACall(int tasks, int calls) throws InterruptedException {
    ecs.on(DescribeTasksRequest.class, _ -> DescribeTasksResponse.builder().build());

    runtime.describe(IntStream.range(0, tasks).mapToObj(i -> "t" + i).toList());

    assertThat(ecs.asked(DescribeTasksRequest.class)).hasSize(calls);
    assertThat(ecs.asked(DescribeTasksRequest.class).stream().flatMap(r -> r.tasks().stream()))
        .hasSize(tasks)
        .doesNotHaveDuplicates();
  }

  @Test
  void itsClientEndsWithIt() {
    runtime.close();

    assertThat(ecs.closed()).isTrue();
  }

  @Test
  void oneNameThatEcsRefusesHarmsNoOther() throws InterruptedException {
    var names = new ArrayList<>(IntStream.range(0, 9).mapToObj(i -> ARN + "t" + i).toList());
    names.add(3, "arn:aws:nonsense");
    ecs.on(
        DescribeTasksRequest.class,
        request -> {
          if (request.tasks().contains("arn:aws:nonsense")) {
            throw error("InvalidParameterException", "Invalid identifier");
          }
          return DescribeTasksResponse.builder()
              .tasks(
                  request.tasks().stream()
                      .map(arn -> Task.builder().taskArn(arn).lastStatus("RUNNING").build())
                      .toList())
              .build();
        });

    var answer = runtime.describe(names);

    assertThat(answer.found()).hasSize(9).containsKey(ARN + "t8");
    assertThat(answer.refused()).containsExactly("arn:aws:nonsense");
  }

  @Test
  void aThrottledDescribeSaysNothingOfAnyTask() {
    ecs.on(
        DescribeTasksRequest.class,
        _ -> {
          throw error("InvalidParameterException", "Rate exceeded");
        });

    assertThatThrownBy(() -> runtime.describe(List.of("a", "b")))
        .isInstanceOf(TaskRuntimeException.class);
    assertThat(ecs.asked(DescribeTasksRequest.class)).hasSize(1);
  }

  @Test
  void aTaskIsFoundByItsIdToo() throws InterruptedException {
    ecs.on(
        DescribeTasksRequest.class,
        _ ->
            DescribeTasksResponse.builder()
                .tasks(Task.builder().taskArn(ARN + "t1").lastStatus("RUNNING").build())
                .failures(Failure.builder().arn("t2").reason("MISSING").build())
                .build());

    assertThat(runtime.describe(List.of("t1", "t2")).found()).containsOnlyKeys("t1");
  }

  @Test
  void aFailureOfAnotherKindIsNotMissing() {
    ecs.on(
        DescribeTasksRequest.class,
        _ ->
            DescribeTasksResponse.builder()
                .failures(Failure.builder().arn("t").reason("ACCESS").detail("no").build())
                .build());

    assertThatThrownBy(() -> runtime.describe(List.of("t"))).hasMessageContaining("ACCESS: no");
  }

  @Test
  void aTaskThatIsNotThereIsStoppedAlready() throws InterruptedException {
    ecs.on(
        StopTaskRequest.class,
        _ -> {
          throw error("InvalidParameterException", "The referenced task was not found.");
        });
    runtime.stop("t", "because");

    assertThat(ecs.asked(StopTaskRequest.class))
        .singleElement()
        .satisfies(stop -> assertThat(stop.reason()).isEqualTo("because"));
    ecs.on(
        StopTaskRequest.class,
        _ -> {
          throw error("InvalidParameterException", "Rate exceeded");
        });
    assertThatThrownBy(() -> runtime.stop("t", "because")).isInstanceOf(TaskRuntimeException.class);
  }

  @Test
  void ownTasksAreThoseItStartedRunningOrNot() throws InterruptedException {
    ecs.on(
        ListTasksRequest.class,
        request ->
            request.startedBy() != null
                ? ListTasksResponse.builder()
                    .taskArns(request.nextToken() == null ? ARN + "t1" : ARN + "t2")
                    .nextToken(request.nextToken() == null ? "more" : null)
                    .build()
                : ListTasksResponse.builder().taskArns(ARN + "t3", ARN + "t4").build());
    ecs.on(
        DescribeTasksRequest.class,
        request ->
            DescribeTasksResponse.builder()
                .tasks(
                    request.tasks().stream()
                        .map(
                            arn ->
                                Task.builder()
                                    .taskArn(arn)
                                    .lastStatus("RUNNING")
                                    .startedBy(
                                        arn.endsWith("t4") ? "another" : StartedBy.of(Pods.CONFIG))
                                    .build())
                        .toList())
                .build());

    assertThat(runtime.ownTasks())
        .extracting(task -> task.id())
        .containsExactlyInAnyOrder("t1", "t2", "t3");
    assertThat(runtime.runningTasks())
        .extracting(task -> task.id())
        .containsExactlyInAnyOrder("t1", "t2");
  }
}
