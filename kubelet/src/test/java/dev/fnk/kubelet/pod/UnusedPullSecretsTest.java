package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnusedPullSecretsTest {
  private static final Owner OWNER = new Owner("team", "pull");

  private final PodBook book = new PodBook();

  private static Pod pod(String namespace, String secret, @Nullable String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace(namespace)
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .addNewImagePullSecret("first")
        .addNewImagePullSecret(secret)
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  /** One that has ended gets no task any more. */
  @ParameterizedTest
  @CsvSource({
    "team, pull, , true",
    "team, pull, Pending, true",
    "team, pull, Running, true",
    "team, pull, Succeeded, false",
    "team, pull, Failed, false",
    "other, pull, Running, false",
    "team, other, Running, false",
  })
  void aSecretIsUsedByPodsThatMayGetATask(
      String namespace, String secret, @Nullable String phase, boolean used) {
    book.followed(pod(namespace, secret, phase));
    assertThat(UnusedPullSecrets.used(book, OWNER)).isEqualTo(used);
  }

  @Test
  void aPodThatIsGoneUsesNone() {
    assertThat(UnusedPullSecrets.used(book, OWNER)).isFalse();
    book.followed(pod("team", "pull", "Running"));
    book.update("u", PodState::gone);
    assertThat(UnusedPullSecrets.used(book, OWNER)).isFalse();
  }
}
