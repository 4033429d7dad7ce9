package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskView;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;

class TaskViewsTest {
  @Test
  void aTaskSaysWhichRoleItHas() {
    var task = Task.builder().taskArn("arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/abc");

    assertThat(TaskViews.of(task.overrides(o -> o.taskRoleArn("arn:role")).build()).roleArn())
        .contains("arn:role");
    assertThat(TaskViews.of(task.overrides(o -> o.taskRoleArn("")).build()).roleArn()).isEmpty();
    assertThat(TaskViews.of(task.overrides(o -> {}).build()).roleArn()).isEmpty();
  }

  @Test
  void aStoppedTaskStillSaysWhoseItIs() {
    var identity = new PodIdentity("default", "web-1", "uid-1", 2);
    var stopped = Instant.parse("2026-01-01T00:00:40Z");
    var override =
        ContainerOverride.builder()
            .name("web")
            .environment(
                identity.environment().entrySet().stream().map(TaskViewsTest::pair).toList())
            .build();
    var view =
        TaskViews.of(
            Task.builder()
                .taskArn("arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/abc")
                .lastStatus("STOPPED")
                .desiredStatus("STOPPED")
                .stopCode("EssentialContainerExited")
                .executionStoppedAt(stopped)
                .overrides(o -> o.containerOverrides(override))
                .attachments(
                    Attachment.builder()
                        .type("ElasticNetworkInterface")
                        .details(
                            KeyValuePair.builder()
                                .name("privateIPv4Address")
                                .value("10.0.1.5")
                                .build())
                        .build())
                .containers(
                    Container.builder().name("web").lastStatus("STOPPED").exitCode(0).build())
                .build());

    assertThat(view.identity()).contains(identity);
    assertThat(view.id()).isEqualTo("abc");
    assertThat(view.finished()).isTrue();
    assertThat(view.finishedAt()).contains(stopped);
    assertThat(view.ip()).contains("10.0.1.5");
    assertThat(view.containers())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.state()).isEqualTo(ContainerView.State.STOPPED);
              assertThat(c.exitCode()).hasValue(0);
            });
  }

  @Test
  void theAddressIsThePrivateOneOfTheNetworkInterface() {
    var view =
        TaskViews.of(
            Task.builder()
                .taskArn("arn")
                .attachments(
                    Attachment.builder()
                        .type("Service Connect")
                        .details(detail("privateIPv4Address", "10.9.9.9"))
                        .build(),
                    Attachment.builder()
                        .type("ElasticNetworkInterface")
                        .details(
                            detail("subnetId", "subnet-1"),
                            detail("privateIPv4Address", "10.0.1.5"))
                        .build())
                .build());

    assertThat(view.ip()).contains("10.0.1.5");
  }

  private static KeyValuePair detail(String name, String value) {
    return KeyValuePair.builder().name(name).value(value).build();
  }

  @ParameterizedTest
  @CsvSource({
    "PROVISIONING, STARTING",
    "PENDING, STARTING",
    "ACTIVATING, STARTING",
    "RUNNING, RUNNING",
    "DEACTIVATING, ENDING",
    "STOPPING, ENDING",
    "DEPROVISIONING, ENDING",
    "STOPPED, STOPPED",
  })
  void phases(String lastStatus, TaskView.Phase phase) {
    var view = TaskViews.of(Task.builder().taskArn("arn").lastStatus(lastStatus).build());

    assertThat(view.phase()).isEqualTo(phase);
    assertThat(view.identity()).isEmpty();
  }

  @Test
  void whereTwoContainersSayWhoseItIsNoneIsBelieved() {
    var one = new PodIdentity("default", "web-1", "uid-1", 0).environment();
    var other = new PodIdentity("default", "web-2", "uid-2", 0).environment();

    assertThat(identity(one, other)).isEmpty();
    assertThat(identity(one, Map.of("FNK_POD_UID", "uid-2"))).isPresent();
    assertThat(
            identity(
                Map.of("FNK_POD_UID", "uid-2"),
                Map.of("FNK_POD_NAME", "a", "FNK_POD_NAMESPACE", "b", "FNK_POD_ATTEMPT", "1")))
        .isEmpty();
  }

  private static Optional<PodIdentity> identity(
      Map<String, String> one, Map<String, String> other) {
    var overrides =
        Stream.of(one, other)
            .map(
                environment ->
                    ContainerOverride.builder()
                        .environment(
                            environment.entrySet().stream().map(TaskViewsTest::pair).toList())
                        .build())
            .toList();
    return TaskViews.of(
            Task.builder()
                .taskArn("arn")
                .lastStatus("RUNNING")
                .overrides(o -> o.containerOverrides(overrides))
                .build())
        .identity();
  }

  private static KeyValuePair pair(Map.Entry<String, String> variable) {
    return KeyValuePair.builder().name(variable.getKey()).value(variable.getValue()).build();
  }
}
