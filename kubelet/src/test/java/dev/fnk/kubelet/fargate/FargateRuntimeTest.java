package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.schedule.SystemScheduler;
import dev.fnk.kubelet.task.Placement;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskLaunch;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.Task;

@Timeout(30)
class FargateRuntimeTest {
  private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/";

  private final SystemScheduler scheduler = new SystemScheduler();
  private final StubEcs ecs = new StubEcs();
  private final FargateRuntime runtime = new FargateRuntime(ecs, Pods.CONFIG, scheduler);

  @AfterEach
  void close() {
    runtime.close();
    scheduler.close();
  }

  private void definitions() {
    ecs.on(
        ListTaskDefinitionsRequest.class,
        _ -> ListTaskDefinitionsResponse.builder().taskDefinitionArns("definition:1").build());
  }

  private LaunchResult launch() throws InterruptedException {
    return runtime.launch(Launches.of("nginx"), Patience.endless(scheduler));
  }

  private LaunchResult launchOnSpot() throws InterruptedException {
    TaskPlan plan = Launches.of("nginx");
    var launch = plan.launch();
    return runtime.launch(
        new TaskPlan(
            plan.sizing(),
            plan.template(),
            new TaskLaunch(
                launch.identity(),
                launch.overrides(),
                launch.tags(),
                new Placement(Optional.empty(), true)),
            List.of()),
        Patience.endless(scheduler));
  }

  private static String provider(RunTaskRequest request) {
    return request.capacityProviderStrategy().getFirst().capacityProvider();
  }

  private static RunTaskResponse none(String why) {
    return RunTaskResponse.builder().failures(Failure.builder().reason(why).build()).build();
  }

  private static RunTaskResponse started() {
    return RunTaskResponse.builder()
        .tasks(Task.builder().taskArn(ARN + "t1").lastStatus("PROVISIONING").build())
        .build();
  }

  private static RuntimeException error(String kind, String message) {
    var details = FakeEcs.details(kind, message);
    EcsException.Builder builder =
        switch (kind) {
          case "ClientException" -> ClientException.builder();
          case "InvalidParameterException" -> InvalidParameterException.builder();
          case "ServerException" -> ServerException.builder();
          default -> EcsException.builder();
        };
    return (RuntimeException)
        builder
            .awsErrorDetails(details)
            .requestId("0a1b")
            .statusCode(kind.equals("ServerException") ? 500 : 400)
            .build();
  }

  @ParameterizedTest
  @CsvSource({
    "InvalidParameterException, Rate exceeded, Throttled, false",
    "ClientException, Too many concurrent attempts to create a new revision, Throttled, false",
    "ThrottlingException, Rate exceeded, Throttled, false",
    "ServerException, Service Unavailable, FailedCreate, true",
  })
  void whatIsTriedAgain(String kind, String message, String reason, boolean unanswered)
      throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw error(kind, message);
        });

    assertThat(launch()).isEqualTo(new LaunchResult.NotNow(reason, message, unanswered));
  }

  @Test
  void anAnswerThatIsLostMayHaveStartedATask() throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw SdkClientException.create("no answer");
        });

    assertThat(launch()).isEqualTo(new LaunchResult.NotNow("FailedCreate", "no answer", true));
  }

  @Test
  void aRefusalSaysTheSameEachTime() throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw error("InvalidParameterException", "No such subnet (Request ID: 0a1b-2c)");
        });

    assertThat(launch()).isEqualTo(new LaunchResult.Refused("No such subnet"));
  }

  @Test
  void aTokenInUseIsThePodsTaskThoughItCannotBeDescribedYet() throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw ConflictException.builder().resourceIds(ARN + "t1").statusCode(400).build();
        });

    assertThat(launch()).isEqualTo(new LaunchResult.Launched(ARN + "t1", Optional.empty()));
    assertThat(ecs.asked(DescribeTasksRequest.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Capacity is unavailable at this time, FailedScheduling",
    "RESOURCE:ENI, FailedScheduling",
    "AGENT, FailedCreate",
  })
  void aFailureInTheAnswer(String why, String reason) throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> RunTaskResponse.builder().failures(Failure.builder().reason(why).build()).build());

    assertThat(launch()).isEqualTo(new LaunchResult.NotNow(reason, why, false));
  }

  @Test
  void whereThereIsSpotCapacityATaskThatAsksForItRunsThere() throws InterruptedException {
    definitions();
    ecs.on(RunTaskRequest.class, _ -> started());

    assertThat(launchOnSpot())
        .isInstanceOfSatisfying(
            LaunchResult.Launched.class, task -> assertThat(task.noSpot()).isEmpty());
    assertThat(ecs.asked(RunTaskRequest.class))
        .extracting(FargateRuntimeTest::provider)
        .containsExactly("FARGATE_SPOT");
  }

  /** By one token, which ECS holds against a second task. */
  @ParameterizedTest
  @CsvSource({
    "false, Capacity is unavailable at this time. Please try again later or in a different availability zone",
    "true, Capacity is unavailable at this time. Please try again later or in a different availability zone",
    "false, RESOURCE:FARGATE",
  })
  void whereThereIsNoneItRunsOnDemand(boolean thrown, String why) throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        request -> {
          if (provider(request).equals("FARGATE")) {
            return started();
          }
          if (thrown) {
            throw error("ClientException", why);
          }
          return none(why);
        });

    assertThat(launchOnSpot())
        .isInstanceOfSatisfying(
            LaunchResult.Launched.class,
            task -> {
              assertThat(task.arn()).isEqualTo(ARN + "t1");
              assertThat(task.noSpot()).contains(why);
            });
    assertThat(ecs.asked(RunTaskRequest.class))
        .extracting(FargateRuntimeTest::provider)
        .containsExactly("FARGATE_SPOT", "FARGATE");
    assertThat(ecs.asked(RunTaskRequest.class))
        .extracting(RunTaskRequest::clientToken)
        .containsOnly("uid-0");
  }

  @Test
  void aTaskThatWasMadeOnDemandWhileItsAnswerWasLostIsFoundByTheCallForSpot()
      throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        request -> {
          if (provider(request).equals("FARGATE")) {
            throw SdkClientException.create("no answer");
          }
          return none("Capacity is unavailable at this time");
        });
    assertThat(launchOnSpot())
        .isEqualTo(new LaunchResult.NotNow("FailedCreate", "no answer", true));

    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw ConflictException.builder().resourceIds(ARN + "t1").statusCode(400).build();
        });
    assertThat(launchOnSpot()).isEqualTo(new LaunchResult.Launched(ARN + "t1", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "You've reached the limit on the number of vCPUs you can run concurrently",
    "RoleNotUsable",
  })
  void whatIsNoLackOfCapacityIsNotPaidForOnDemand(String why) throws InterruptedException {
    definitions();
    ecs.on(RunTaskRequest.class, _ -> none(why));

    assertThat(launchOnSpot()).isEqualTo(new LaunchResult.NotNow("FailedCreate", why, false));
    assertThat(ecs.asked(RunTaskRequest.class)).hasSize(1);
  }

  @Test
  void aPodThatDoesNotAskForSpotNeverRunsThere() throws InterruptedException {
    definitions();
    ecs.on(RunTaskRequest.class, _ -> none("Capacity is unavailable at this time"));

    assertThat(launch()).isInstanceOf(LaunchResult.NotNow.class);
    assertThat(ecs.asked(RunTaskRequest.class))
        .extracting(FargateRuntimeTest::provider)
        .containsExactly("FARGATE");
  }

  @Test
  void aLaunchThatIsWantedNoMoreAsksForNothing() throws InterruptedException {
    definitions();

    assertThat(runtime.launch(Launches.of("nginx"), _ -> false))
        .isEqualTo(new LaunchResult.Unwanted());
    assertThat(ecs.asked(RunTaskRequest.class)).isEmpty();
  }

  @Test
  void aDefinitionThatIsInactiveIsLookedForAnew() throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw error("InvalidParameterException", "TaskDefinition is inactive");
        });

    assertThat(launch()).isInstanceOf(LaunchResult.NotNow.class);
    assertThat(launch()).isInstanceOf(LaunchResult.NotNow.class);
    assertThat(ecs.asked(ListTaskDefinitionsRequest.class)).hasSize(2);
  }

  @Test
  void aThrottledLookForADefinitionRegistersNone() throws InterruptedException {
    ecs.on(
        ListTaskDefinitionsRequest.class,
        _ -> {
          throw error("ClientException", "Rate exceeded");
        });

    assertThat(launch()).isEqualTo(new LaunchResult.NotNow("Throttled", "Rate exceeded", false));
    assertThat(ecs.asked(RegisterTaskDefinitionRequest.class)).isEmpty();
  }

  @Test
  void aDefinitionIsRegisteredOnce() throws InterruptedException {
    ecs.on(ListTaskDefinitionsRequest.class, _ -> ListTaskDefinitionsResponse.builder().build());
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
                .tasks(Task.builder().taskArn(ARN + "t1").lastStatus("PROVISIONING").build())
                .build());
    launch();
    launch();

    assertThat(ecs.asked(RegisterTaskDefinitionRequest.class)).hasSize(1);
    assertThat(ecs.asked(RunTaskRequest.class))
        .allSatisfy(
            run -> {
              assertThat(run.taskDefinition()).isEqualTo("definition:1");
              assertThat(run.clientToken()).isEqualTo("uid-0");
              assertThat(run.count()).isEqualTo(1);
            });
  }

  @Test
  void aTaskThatWasStartedIsToldAsEcsTellsOfIt() throws InterruptedException {
    definitions();
    ecs.on(
        RunTaskRequest.class,
        _ ->
            RunTaskResponse.builder()
                .tasks(Task.builder().taskArn(ARN + "t1").lastStatus("PROVISIONING").build())
                .build());

    assertThat(launch())
        .isInstanceOfSatisfying(
            LaunchResult.Launched.class,
            launched -> {
              assertThat(launched.arn()).isEqualTo(ARN + "t1");
              assertThat(launched.task())
                  .hasValueSatisfying(
                      task -> assertThat(task.phase()).isEqualTo(TaskView.Phase.STARTING));
            });
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
