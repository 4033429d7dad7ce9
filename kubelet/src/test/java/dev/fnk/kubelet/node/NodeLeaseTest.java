package dev.fnk.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.FakeApiServer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NodeLeaseTest {
  private static final Node NODE = node("uid-1");

  private FakeApiServer server;
  private KubernetesClient client;
  private NodeLease lease;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
    client = server.client();
    lease = new NodeLease(client, "vk", "me", Clock.systemUTC());
    assertThat(lease.claim(NODE)).isEqualTo(new NodeLease.Claim.Held());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void isRenewed() {
    Instant before = renewTime();

    assertThat(lease.renew(NODE)).isEqualTo(new NodeLease.Renewal.Held());

    assertThat(renewTime()).isAfter(before);
  }

  @Test
  void isRenewedHoweverLateWhileNobodyElseHasIt() {
    var late =
        new NodeLease(client, "vk", "me", Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
    assertThat(late.claim(NODE)).isEqualTo(new NodeLease.Claim.Held());
    // The first one's knowledge is out of date now, as after an answer that was lost.
    assertThat(lease.renew(NODE)).isEqualTo(new NodeLease.Renewal.Held());
  }

  @Test
  void isLostToWhoHasTakenIt() {
    server.takeLease("vk", "other");

    assertThat(lease.renew(NODE)).isEqualTo(new NodeLease.Renewal.Lost("task other has it"));
    assertThat(lease.renew(NODE)).isInstanceOf(NodeLease.Renewal.Lost.class);
    assertThat(server.lease("vk").orElseThrow().getSpec().getHolderIdentity()).isEqualTo("other");
  }

  @Test
  void thatWasGivenUpIsNotTakenBackWithoutAClaim() {
    server.takeLease("vk", "");

    assertThat(lease.renew(NODE)).isEqualTo(new NodeLease.Renewal.Lost("it was given up"));
  }

  @Test
  void thatWasDeletedWithItsNodeIsMadeAgain() {
    server.deleteLease("vk");

    assertThat(lease.renew(node("uid-2"))).isEqualTo(new NodeLease.Renewal.Held());

    assertThat(owner()).isEqualTo("uid-2");
    assertThat(lease.renew(node("uid-2"))).isEqualTo(new NodeLease.Renewal.Held());
  }

  @Test
  void belongsToTheNodeThereIsNow() {
    assertThat(owner()).isEqualTo("uid-1");

    lease.renew(node("uid-2"));

    assertThat(owner()).isEqualTo("uid-2");
  }

  @Test
  void withoutAnAnswerNothingIsKnown() {
    server.away(true);
    assertThatThrownBy(() -> lease.renew(NODE)).isInstanceOf(KubernetesClientException.class);

    server.away(false);
    assertThat(lease.renew(NODE)).isEqualTo(new NodeLease.Renewal.Held());
  }

  @Test
  void thatIsReleasedIsFree() {
    lease.release();

    var other = new NodeLease(client, "vk", "other", Clock.systemUTC());
    assertThat(other.claim(NODE)).isEqualTo(new NodeLease.Claim.Held());
    assertThat(server.lease("vk").orElseThrow().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void isReleasedThoughTheAnswerToARenewalWasLost() {
    new NodeLease(client, "vk", "me", Clock.systemUTC()).claim(NODE);

    lease.release();

    assertThat(server.lease("vk").orElseThrow().getSpec().getHolderIdentity()).isNull();
  }

  @Test
  void ofAnotherIsNotReleased() {
    server.takeLease("vk", "other");

    assertThatThrownBy(() -> lease.release()).isInstanceOf(KubernetesClientException.class);
    assertThat(server.lease("vk").orElseThrow().getSpec().getHolderIdentity()).isEqualTo("other");
  }

  @Test
  void thatIsFreshIsAnothers() {
    var other = new NodeLease(client, "vk", "other", Clock.systemUTC());

    assertThat(other.claim(NODE))
        .isInstanceOfSatisfying(
            NodeLease.Claim.HeldBy.class,
            held -> {
              assertThat(held.holder()).isEqualTo("me");
              assertThat(held.until())
                  .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(41));
            });
  }

  private Instant renewTime() {
    return server
        .lease("vk")
        .orElseThrow()
        .getSpec()
        .getRenewTime()
        .withZoneSameInstant(ZoneOffset.UTC)
        .toInstant();
  }

  private String owner() {
    return server.lease("vk").orElseThrow().getMetadata().getOwnerReferences().getFirst().getUid();
  }

  private static Node node(String uid) {
    return new NodeBuilder().withNewMetadata().withName("vk").withUid(uid).endMetadata().build();
  }
}
