package dev.fnk.kubelet.reference;

import static dev.fnk.kubelet.reference.ReferringPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.reference.Reading.NotNow;
import dev.fnk.kubelet.reference.Reading.Resolved;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens of pods' service accounts, as they are read. */
@Timeout(90)
class PodTokensTest {
  private ClusterOfObjects cluster;
  private KubernetesClient client;
  private ReferenceReader reader;

  @BeforeEach
  void start() throws IOException {
    cluster = new ClusterOfObjects();
    client = cluster.server.client();
    reader = new ReferenceReader(client, () -> cluster.now, Duration.ofSeconds(20), 100);
  }

  @AfterEach
  void stop() {
    reader.close();
    EksKubernetesClients.close(client);
    cluster.close();
  }

  private Reading read(String uid, String container, String spec) throws InterruptedException {
    return reader.read(pod(uid, container, spec), () -> {});
  }

  private ResolvedReferences resolved(String uid, String container, String spec)
      throws InterruptedException {
    Reading reading = read(uid, container, spec);
    assertThat(reading).isInstanceOf(Resolved.class);
    return ((Resolved) reading).references();
  }

  @Test
  void aTokenIsBoundToThePodAndKeptUntilItIsDue() throws InterruptedException {
    String token =
        "serviceAccountName: app, volumes: [{name: v, projected: {sources: [{serviceAccountToken:"
            + " {path: t, audience: vault, expirationSeconds: 3607}}]}}]";
    var kind = new TokenKind("vault", 3607);
    Instant began = cluster.now;

    Reading first = read("u", "", token);

    assertThat(cluster.tokenRequests)
        .singleElement()
        .satisfies(
            body -> {
              assertThat(body.at("/spec/audiences/0").asString()).isEqualTo("vault");
              assertThat(body.at("/spec/expirationSeconds").asLong()).isEqualTo(3607);
              assertThat(body.at("/spec/boundObjectRef/kind").asString()).isEqualTo("Pod");
              assertThat(body.at("/spec/boundObjectRef/uid").asString()).isEqualTo("u");
            });
    assertThat(cluster.server.asked("POST"))
        .singleElement()
        .satisfies(
            asked ->
                assertThat(asked.path())
                    .isEqualTo("/api/v1/namespaces/team/serviceaccounts/app/token"));
    assertThat(first)
        .isInstanceOfSatisfying(
            Resolved.class,
            resolved -> {
              assertThat(resolved.references().tokens().get(kind))
                  .isEqualTo(new ServiceAccountToken("t1", began, began.plusSeconds(3607)));
              assertThat(resolved.again().orElseThrow())
                  .isBetween(began.plusSeconds(2875), began.plusSeconds(2886));
            });
    cluster.now = began.plusSeconds(2870);
    assertThat(resolved("u", "", token).tokens().get(kind).token()).isEqualTo("t1");
    cluster.now = began.plusSeconds(2886);
    assertThat(resolved("u", "", token).tokens().get(kind).token()).isEqualTo("t2");
    reader.release("u");
    assertThat(resolved("u", "", token).tokens().get(kind).token()).isEqualTo("t3");
  }

  @Test
  void aTokenThatCannotBeRenewedIsUsedAsLongAsItLasts() throws InterruptedException {
    String token = "volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]";
    cluster.tokenLife = 3600;
    Instant began = cluster.now;
    resolved("u", "", token);
    cluster.forbidden = "/token";

    cluster.now = began.plusSeconds(3599);
    assertThat(read("u", "", token))
        .isInstanceOfSatisfying(
            Resolved.class,
            resolved -> {
              assertThat(resolved.references().tokens().values())
                  .extracting(ServiceAccountToken::token)
                  .containsExactly("t1");
              assertThat(resolved.again()).contains(cluster.now.plusSeconds(10));
            });
    cluster.now = began.plusSeconds(3700);
    assertThat(read("u", "", token))
        .isInstanceOfSatisfying(
            NotNow.class,
            later -> assertThat(later.message()).startsWith("failed to fetch token: 403"));
  }
}
