package dev.fnk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.eks.ClusterNotReadyException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

final class ObstacleTest {
  @Test
  void aRefusalNamesTheRoleAndTheRemedy() {
    assertThat(obstacle(new KubernetesClientException("Unauthorized", 401, null)))
        .isEqualTo(
            new Obstacle(
                Obstacle.Kind.REFUSED,
                "refused by the API server (401): the role R is not mapped to a user yet; run `fnk up"
                    + " --stage register`"));
    assertThat(obstacle(new KubernetesClientException("GET", 403, status("nodes is forbidden"))))
        .satisfies(
            o -> {
              assertThat(o.kind()).isEqualTo(Obstacle.Kind.REFUSED);
              assertThat(o.message()).contains("system:node:vk", "nodes is forbidden");
            });
  }

  @Test
  void anythingElseIsToBeLookedUpAnew() {
    var noAnswer = new KubernetesClientException("GET", new ConnectException("refused"));

    assertThat(obstacle(noAnswer).kind()).isEqualTo(Obstacle.Kind.UNREACHABLE);
    assertThat(obstacle(noAnswer).message()).contains("cannot be reached", "ConnectException");
    assertThat(obstacle(new ClusterNotReadyException("EKS cluster lab is CREATING")).message())
        .isEqualTo("EKS cluster lab is CREATING");
  }

  @Test
  void triesOftenEnoughToBeReadyTenSecondsAfterRegistration() {
    var backoff = new Backoff();

    assertThat(backoff.next()).hasSeconds(2);
    assertThat(backoff.next()).hasSeconds(3);
    assertThat(backoff.next()).hasSeconds(4);
    assertThat(backoff.next()).hasSeconds(4);
    backoff.reset();
    assertThat(backoff.next()).hasSeconds(2);
  }

  private static Status status(String message) {
    return new StatusBuilder().withMessage(message).build();
  }

  private static Obstacle obstacle(Exception e) {
    return Obstacle.of(e, "the role R", "lab", "vk");
  }
}
