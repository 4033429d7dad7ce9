package dev.fnk.kubelet.reference;

import static dev.fnk.kubelet.Eventually.eventually;
import static dev.fnk.kubelet.reference.ReferringPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.reference.Reading.Resolved;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read for the volumes of pods that run. */
@Timeout(90)
class FollowedReferencesTest {
  private static final String VOLUMES =
      "volumes: [{name: s, secret: {secretName: s}}, {name: c, configMap: {name: c}},"
          + " {name: t, projected: {sources: [{serviceAccountToken: {path: t}}]}}]";

  private ClusterOfObjects cluster;
  private KubernetesClient client;
  private ReferenceReader reader;
  private final AtomicInteger changes = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    cluster = new ClusterOfObjects();
    client = cluster.server.client();
    reader = reader(100);
  }

  private ReferenceReader reader(int most) {
    return new ReferenceReader(client, () -> cluster.now, Duration.ofSeconds(20), most);
  }

  @AfterEach
  void stop() {
    reader.close();
    EksKubernetesClients.close(client);
    cluster.close();
  }

  private Resolved read(String uid, String spec) throws InterruptedException {
    Reading reading = reader.readVolumes(pod(uid, "", spec), changes::incrementAndGet);
    assertThat(reading).isInstanceOf(Resolved.class);
    return (Resolved) reading;
  }

  @Test
  void whatIsMissingKeepsNothingElseFromBeingRead() throws InterruptedException {
    cluster.put("configmaps", "team", "c", "\"data\":{\"a\":\"b\"}");
    cluster.forbidden = "/token";

    Resolved read = read("u", VOLUMES);

    assertThat(read.references().configMaps()).containsKey("c");
    assertThat(read.references().secrets()).isEmpty();
    assertThat(read.references().tokens()).isEmpty();
    assertThat(read.absent())
        .extracting(Reading.Absence::words)
        .containsExactly("secret \"s\" not found");
    assertThat(read.again()).contains(cluster.now.plusSeconds(60));
  }

  @Test
  void whatIsImmutableIsNotWatchedOnceItWasRead() throws InterruptedException {
    cluster.put("configmaps", "team", "c", "\"immutable\":true,\"data\":{\"a\":\"b\"}");
    String volume = "volumes: [{name: c, configMap: {name: c}}]";

    assertThat(read("u", volume).references().configMaps().get("c").data()).containsEntry("a", "b");

    assertThat(reader.watches()).isZero();
    assertThat(read("v", volume).references().configMaps()).containsKey("c");
    assertThat(cluster.asked("configmaps", "c"))
        .filteredOn(asked -> !asked.query().contains("watch=true"))
        .hasSize(1);
    reader.release("u");
    reader.release("v");
    cluster.put("configmaps", "team", "c", "\"data\":{\"a\":\"c\"}");
    assertThat(read("w", volume).references().configMaps().get("c").data()).containsEntry("a", "c");
    assertThat(reader.watches()).isEqualTo(1);
  }

  @Test
  void beyondTheirShareOfTheWatchesItIsReadNowAndThen() throws InterruptedException {
    reader.close();
    reader = reader(4);
    for (String name : new String[] {"a", "b", "c", "d"}) {
      cluster.put("secrets", "team", name, "\"data\":{\"k\":\"MQ==\"}");
      Resolved read = read(name, "volumes: [{name: v, secret: {secretName: " + name + "}}]");
      assertThat(read.references().secrets()).containsKey(name);
      assertThat(read.again().isPresent()).isEqualTo(name.equals("d"));
    }
    assertThat(reader.watches()).isEqualTo(3);
    assertThat(read("d", "volumes: [{name: v, secret: {secretName: d}}]").again().orElseThrow())
        .isBetween(cluster.now.plusSeconds(60), cluster.now.plusSeconds(90));

    // What others have watched anyway costs nothing more.
    assertThat(read("e", "volumes: [{name: v, secret: {secretName: a}}]").again()).isEmpty();
    // A pod that is to start has the last one.
    assertThat(reader.read(pod("f", "", "volumes: [{name: v, secret: {secretName: d}}]"), () -> {}))
        .isInstanceOf(Resolved.class);
    assertThat(reader.watches()).isEqualTo(4);
  }

  @Test
  void whatAppearsAndGoesIsTold() throws InterruptedException {
    String volume = "volumes: [{name: s, secret: {secretName: s, optional: true}}]";
    assertThat(read("u", volume).references().secrets()).isEmpty();
    eventually(
        "it is watched",
        () ->
            cluster.asked("secrets", "s").stream()
                .anyMatch(asked -> asked.query().contains("watch=true")));

    cluster.put("secrets", "team", "s", "\"data\":{\"k\":\"MQ==\"}");
    eventually("told", () -> changes.get() == 1);
    assertThat(read("u", volume).references().secrets()).containsKey("s");
    cluster.delete("secrets", "team", "s");
    eventually("told of the end", () -> changes.get() == 2);
    assertThat(read("u", volume).references().secrets()).isEmpty();
  }
}
