package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who owns the file of a service account's token, and its mode. */
class TokenFileTest {
  /** By FsUserFrom: one user of all containers may read a token alone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|{}|{}|t:644=token",
        "{runAsUser: 7}|{}|{}|t:600:7=token",
        "{}|{runAsUser: 7}|{runAsUser: 7}|t:600:7=token",
        "{}|{runAsUser: 7}|{}|t:644=token",
        "{}|{}|{runAsUser: 7}|t:644=token",
        "{}|{runAsUser: 7}|{runAsUser: 8}|t:644=token",
        "{runAsUser: 7}|{runAsUser: 8}|{}|t:644=token",
        "{runAsUser: 0}|{}|{}|t:600:0=token",
        "{runAsUser: 2147483647}|{}|{}|t:600:2147483647=token",
        "{runAsUser: 2147483648}|{}|{}|t:644=token",
        "{fsGroup: 5}|{}|{}|t:640=token",
        "{fsGroup: 5, runAsUser: 7}|{}|{}|t:640:7=token",
      })
  void whoReadsAToken(String pods, String init, String own, String file) {
    var pod =
        Yaml.pod(
            """
            securityContext: %s
            initContainers: [{name: prepare, image: busybox, securityContext: %s}]
            containers: [{name: web, image: nginx, securityContext: %s}]
            volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]
            """
                .formatted(pods, init, own));

    assertThat(file(pod)).isEqualTo(file);
  }

  /** A named owner is what counts, and the mode stays as it was given. */
  @Test
  void aTokenWithANamedOwner() {
    assertThat(
            file(
                Yaml.pod(
                    """
                    securityContext: {runAsUser: 7}
                    containers: [{name: web, image: nginx}]
                    volumes:
                    - name: v
                      projected: {defaultUser: 9, sources: [{serviceAccountToken: {path: t}}]}
                    """)))
        .isEqualTo("t:644:9=token");
  }

  private static String file(Pod pod) {
    var inputs = new Given().token("", 3600, "token").inputs(pod);
    return VolumeContentsTest.shown(new VolumeContents(pod, inputs, new Faults()).all().getFirst());
  }
}
