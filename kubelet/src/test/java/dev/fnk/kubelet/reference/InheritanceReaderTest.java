package dev.fnk.kubelet.reference;

import static dev.fnk.kubelet.Eventually.eventually;
import static dev.fnk.kubelet.reference.ReferringPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.eks.EksKubernetesClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
final class InheritanceReaderTest {
  private static final String TEAM = "{\"fnk.dev/subnets\":\"subnet-1\"}";
  private static final String ORDERS = "{\"eks.amazonaws.com/role-arn\":\"arn:orders\"}";

  private ClusterOfObjects cluster;
  private KubernetesClient client;
  private InheritanceReader reader;
  private final AtomicInteger changes = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    cluster = new ClusterOfObjects();
    client = cluster.server.client();
    reader = reader(Duration.ofSeconds(20));
    cluster.annotate("namespaces", "", "team", TEAM);
  }

  private InheritanceReader reader(Duration patience) {
    return new InheritanceReader(client, new Semaphore(2), patience, 100);
  }

  @AfterEach
  void stop() {
    reader.close();
    EksKubernetesClients.close(client);
    cluster.close();
  }

  private Inheritance read(String spec) throws InterruptedException {
    return reader.read(pod("u", "", spec), changes::incrementAndGet);
  }

  private static Inheritance known(Map<String, String> account) {
    return new Inheritance.Known(
        new InheritedAnnotations(Map.of("fnk.dev/subnets", "subnet-1"), account));
  }

  @Test
  void whatTheNamespaceAndTheServiceAccountSayIsRead() throws InterruptedException {
    cluster.annotate("serviceaccounts", "team", "orders", ORDERS);
    cluster.put("serviceaccounts", "team", "default", "\"secrets\":[]");

    assertThat(read("serviceAccountName: orders"))
        .isEqualTo(known(Map.of("eks.amazonaws.com/role-arn", "arn:orders")));
    assertThat(read("")).isEqualTo(known(Map.of()));
  }

  @Test
  void aPodThatWaitsIsToldWhenItChanges() throws InterruptedException {
    assertThat(read("serviceAccountName: orders"))
        .isEqualTo(new Inheritance.NotNow("serviceaccount \"orders\" not found"));
    eventually(
        "the service account is watched",
        () ->
            cluster.asked("serviceaccounts", "orders").stream()
                .anyMatch(asked -> asked.query().contains("watch=true")));
    cluster.annotate("serviceaccounts", "team", "orders", ORDERS);
    eventually("told", () -> changes.get() == 1);

    assertThat(read("serviceAccountName: orders"))
        .isEqualTo(known(Map.of("eks.amazonaws.com/role-arn", "arn:orders")));
  }

  @Test
  void whoMayNotReadThemGuessesNothing() throws InterruptedException {
    cluster.forbidden = "/serviceaccounts";
    reader.close();
    reader = reader(Duration.ofMillis(500));

    assertThat(read("serviceAccountName: orders"))
        .isInstanceOfSatisfying(
            Inheritance.NotNow.class,
            not -> assertThat(not.message()).startsWith("ServiceAccount team/orders: "));
  }
}
