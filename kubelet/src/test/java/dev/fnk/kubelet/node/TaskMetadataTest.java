package dev.fnk.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TaskMetadataTest {
  private static final String ARN = "arn:aws:ecs:eu-west-1:123456789012:task/lab/0123abcd";

  @Test
  void readsArnAndAddress() throws IOException {
    TaskIdentity task =
        TaskMetadata.parse(
            """
            {"Cluster":"lab","TaskARN":"%s","Containers":[{"Name":"kubelet","Networks":
             [{"NetworkMode":"awsvpc","IPv4Addresses":["10.0.1.2"],"MACAddress":"0a:00"}]}]}
            """
                .formatted(ARN));

    assertThat(task).isEqualTo(new TaskIdentity(ARN, "10.0.1.2"));
    assertThat(task.id()).isEqualTo("0123abcd");
  }

  @Test
  void loopbackIsNoAddress() {
    assertThatThrownBy(
            () ->
                TaskMetadata.parse(
                    """
                    {"TaskARN":"%s","Containers":[{"Networks":[{"IPv4Addresses":["127.0.0.1"]}]}]}
                    """
                        .formatted(ARN)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no IPv4 address yet");
  }

  @Test
  void refusesWhatIsNotTaskMetadata() {
    assertThatThrownBy(() -> TaskMetadata.parse("<html>")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> TaskMetadata.parse("{}")).hasMessageContaining("no TaskARN");
  }

  @Test
  void isFoundByTheEnvironment() {
    assertThat(TaskMetadata.of(Map.of())).isEmpty();
    assertThat(
            TaskMetadata.of(Map.of("ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/x")))
        .isPresent();
  }
}
