package dev.fnk.kubelet.fargate;

import static dev.fnk.kubelet.fargate.EcsAnswers.ARN;
import static dev.fnk.kubelet.fargate.EcsAnswers.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.TaskView;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/** What becomes of a launch, by what ECS answers. */
@Timeout(30)
final class FargateLaunchTest {
  private final StubbedRuntime stubbed = new StubbedRuntime();
  private final StubEcs ecs = stubbed.ecs;
  private final FargateRuntime runtime = stubbed.runtime;

  @AfterEach
  void close() {
    stubbed.close();
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
    stubbed.definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw error(kind, message);
        });

    assertThat(stubbed.launch()).isEqualTo(new LaunchResult.NotNow(reason, message, unanswered));
  }

  @Test
  void anAnswerThatIsLostMayHaveStartedATask() throws InterruptedException {
    stubbed.definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw SdkClientException.create("no answer");
        });

    assertThat(stubbed.launch())
        .isEqualTo(new LaunchResult.NotNow("FailedCreate", "no answer", true));
  }

  @Test
  void aRefusalSaysTheSameEachTime() throws InterruptedException {
    stubbed.definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw error("InvalidParameterException", "No such subnet (Request ID: 0a1b-2c)");
        });

    assertThat(stubbed.launch()).isEqualTo(new LaunchResult.Refused("No such subnet"));
  }

  @Test
  void aTokenInUseIsThePodsTaskThoughItCannotBeDescribedYet() throws InterruptedException {
    stubbed.definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw ConflictException.builder().resourceIds(ARN + "t1").statusCode(400).build();
        });

    assertThat(stubbed.launch()).isEqualTo(new LaunchResult.Launched(ARN + "t1", Optional.empty()));
    assertThat(ecs.asked(DescribeTasksRequest.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Capacity is unavailable at this time, FailedScheduling",
    "RESOURCE:ENI, FailedScheduling",
    "AGENT, FailedCreate",
  })
  void aFailureInTheAnswer(String why, String reason) throws InterruptedException {
    stubbed.definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> RunTaskResponse.builder().failures(Failure.builder().reason(why).build()).build());

    assertThat(stubbed.launch()).isEqualTo(new LaunchResult.NotNow(reason, why, false));
  }

  @Test
  void aLaunchThatIsWantedNoMoreAsksForNothing() throws InterruptedException {
    stubbed.definitions();

    assertThat(runtime.launch(Launches.of("nginx"), _ -> false))
        .isEqualTo(new LaunchResult.Unwanted());
    assertThat(ecs.asked(RunTaskRequest.class)).isEmpty();
  }

  @Test
  void aDefinitionThatIsInactiveIsLookedForAnew() throws InterruptedException {
    stubbed.definitions();
    ecs.on(
        RunTaskRequest.class,
        _ -> {
          throw error("InvalidParameterException", "TaskDefinition is inactive");
        });

    assertThat(stubbed.launch()).isInstanceOf(LaunchResult.NotNow.class);
    assertThat(stubbed.launch()).isInstanceOf(LaunchResult.NotNow.class);
    assertThat(ecs.asked(ListTaskDefinitionsRequest.class)).hasSize(2);
  }

  @Test
  void aThrottledLookForADefinitionRegistersNone() throws InterruptedException {
    ecs.on(
        ListTaskDefinitionsRequest.class,
        _ -> {
          throw error("ClientException", "Rate exceeded");
        });

    assertThat(stubbed.launch())
        .isEqualTo(new LaunchResult.NotNow("Throttled", "Rate exceeded", false));
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
    stubbed.launch();
    stubbed.launch();

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
    stubbed.definitions();
    ecs.on(
        RunTaskRequest.class,
        _ ->
            RunTaskResponse.builder()
                .tasks(Task.builder().taskArn(ARN + "t1").lastStatus("PROVISIONING").build())
                .build());

    assertThat(stubbed.launch())
        .isInstanceOfSatisfying(
            LaunchResult.Launched.class,
            launched -> {
              assertThat(launched.arn()).isEqualTo(ARN + "t1");
              assertThat(launched.task())
                  .hasValueSatisfying(
                      task -> assertThat(task.phase()).isEqualTo(TaskView.Phase.STARTING));
            });
  }
}
