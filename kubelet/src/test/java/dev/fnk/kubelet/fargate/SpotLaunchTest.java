package dev.fnk.kubelet.fargate;

import static dev.fnk.kubelet.fargate.EcsAnswers.ARN;
import static dev.fnk.kubelet.fargate.EcsAnswers.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.Placement;
import dev.fnk.kubelet.task.TaskLaunch;
import dev.fnk.kubelet.task.TaskPlan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/** A launch that asks for Spot capacity, with and without there being some. */
@Timeout(30)
final class SpotLaunchTest {
  private final StubbedRuntime stubbed = new StubbedRuntime();
  private final StubEcs ecs = stubbed.ecs;
  private final FargateRuntime runtime = stubbed.runtime;

  @AfterEach
  void close() {
    stubbed.close();
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
        stubbed.patience());
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

  @Test
  void whereThereIsSpotCapacityATaskThatAsksForItRunsThere() throws InterruptedException {
    stubbed.definitions();
    ecs.on(RunTaskRequest.class, _ -> started());

    assertThat(launchOnSpot())
        .isInstanceOfSatisfying(
            LaunchResult.Launched.class, task -> assertThat(task.noSpot()).isEmpty());
    assertThat(ecs.asked(RunTaskRequest.class))
        .extracting(SpotLaunchTest::provider)
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
    stubbed.definitions();
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
        .extracting(SpotLaunchTest::provider)
        .containsExactly("FARGATE_SPOT", "FARGATE");
    assertThat(ecs.asked(RunTaskRequest.class))
        .extracting(RunTaskRequest::clientToken)
        .containsOnly("uid-0");
  }

  @Test
  void aTaskThatWasMadeOnDemandWhileItsAnswerWasLostIsFoundByTheCallForSpot()
      throws InterruptedException {
    stubbed.definitions();
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
    stubbed.definitions();
    ecs.on(RunTaskRequest.class, _ -> none(why));

    assertThat(launchOnSpot()).isEqualTo(new LaunchResult.NotNow("FailedCreate", why, false));
    assertThat(ecs.asked(RunTaskRequest.class)).hasSize(1);
  }

  @Test
  void aPodThatDoesNotAskForSpotNeverRunsThere() throws InterruptedException {
    stubbed.definitions();
    ecs.on(RunTaskRequest.class, _ -> none("Capacity is unavailable at this time"));

    assertThat(stubbed.launch()).isInstanceOf(LaunchResult.NotNow.class);
    assertThat(ecs.asked(RunTaskRequest.class))
        .extracting(SpotLaunchTest::provider)
        .containsExactly("FARGATE");
  }
}
