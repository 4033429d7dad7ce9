package dev.fnk.kubelet.reference;

import static dev.fnk.kubelet.reference.ReferringPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.pod.ScriptedApiServer;
import dev.fnk.kubelet.pod.ScriptedApiServer.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ClaimReaderTest {
  private static final String CLAIM = "/api/v1/namespaces/team/persistentvolumeclaims/shared";
  private static final String VOLUME = "/api/v1/persistentvolumes/pv-1";
  private static final String TWICE =
      "volumes: [{name: v, persistentVolumeClaim: {claimName: shared}}, {name: w,"
          + " persistentVolumeClaim: {claimName: shared}}, {name: x, emptyDir: {}}]";

  private final Map<String, String> objects = new HashMap<>();
  private ScriptedApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedApiServer();
    server.answers(
        asked ->
            objects.containsKey(asked.path())
                ? Answer.ok(objects.get(asked.path()))
                : Answer.failure(404, "not found"));
    client = server.client();
  }

  @AfterEach
  void stop() {
    EksKubernetesClients.close(client);
    server.close();
  }

  private void claim(String phase) {
    objects.put(
        CLAIM,
        """
        {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"shared","uid":"c-1"},
         "spec":{"volumeName":"pv-1"},"status":{"phase":"%s"}}
        """
            .formatted(phase));
  }

  private void volumeOf(String claimUid) {
    objects.put(
        VOLUME,
        """
        {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv-1"},
         "spec":{"claimRef":{"uid":"%s"},
                 "csi":{"driver":"efs.csi.aws.com","volumeHandle":"fs-01234567"}}}
        """
            .formatted(claimUid));
  }

  private Claims read(String spec) {
    return new ClaimReader(client).read(pod("u", "", spec));
  }

  @Test
  void whatIsBoundIsReadOnce() {
    claim("Bound");
    volumeOf("c-1");

    assertThat(read(TWICE))
        .isInstanceOfSatisfying(
            Claims.Bound.class,
            bound -> {
              assertThat(bound.volumes()).containsOnlyKeys("shared");
              assertThat(bound.volumes().get("shared").name()).isEqualTo("pv-1");
              assertThat(bound.volumes().get("shared").spec().getCsi().getVolumeHandle())
                  .isEqualTo("fs-01234567");
            });
    assertThat(server.asked()).extracting(asked -> asked.path()).containsExactly(CLAIM, VOLUME);
  }

  @Test
  void aPodWithoutClaimsAsksForNone() {
    assertThat(read("")).isEqualTo(new Claims.Bound(Map.of()));
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void whatIsMissingOrNotBoundIsWaitedFor() {
    assertThat(read(TWICE))
        .isEqualTo(new Claims.NotNow("persistentvolumeclaim \"shared\" not found"));
    claim("Pending");
    assertThat(read(TWICE))
        .isEqualTo(new Claims.NotNow("persistentvolumeclaim \"shared\" is not bound"));
  }

  /** A claim may name any volume; it gets the one that names it. */
  @Test
  void aVolumeOfAnotherClaimIsNotHad() {
    claim("Bound");
    var notIts =
        new Claims.NotNow(
            "persistentvolumeclaim \"shared\": persistentvolume \"pv-1\" is not bound to it");

    assertThat(read(TWICE)).isEqualTo(notIts);
    volumeOf("c-2");
    assertThat(read(TWICE)).isEqualTo(notIts);
  }
}
