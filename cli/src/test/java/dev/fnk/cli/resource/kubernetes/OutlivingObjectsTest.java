package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.resource.eks.TestClusters;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OutlivingObjectsTest {
  private static final String SERVICES = "/api/v1/namespaces/shop/services";
  private static final String CLAIMS = "/api/v1/namespaces/shop/persistentvolumeclaims";
  private static final String VOLUMES = "/api/v1/persistentvolumes";
  private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses";

  private final TestLab lab = new TestLab(new FakeAws().clients(), Map.of());
  private final OutlivingObjects outliving = lab.the(OutlivingObjects.class);
  private final EksCluster cluster = lab.the(EksCluster.class);
  private final ObservedState known = new ObservedState();
  private FakeKubernetes kubernetes;

  @BeforeEach
  void start() throws IOException {
    kubernetes = new FakeKubernetes();
    known.put(cluster, TestClusters.at(kubernetes.endpoint()));
    kubernetes.put(SERVICES, "inside", "{\"kind\":\"Service\",\"spec\":{\"type\":\"ClusterIP\"}}");
  }

  @AfterEach
  void stop() {
    cluster.api().close();
    kubernetes.close();
  }

  private void loadBalancer(String finalizers) {
    kubernetes.put(
        SERVICES,
        "web",
        "{\"kind\":\"Service\",\"metadata\":{\"finalizers\":[%s]},\"spec\":{\"type\":\"LoadBalancer\"}}"
            .formatted(finalizers));
  }

  private void volume(String name, String policy, String claim) {
    kubernetes.put(
        VOLUMES,
        name,
        """
        {"kind":"PersistentVolume","spec":{"persistentVolumeReclaimPolicy":"%s",
         "claimRef":{"namespace":"shop","name":"%s"}}}"""
            .formatted(policy, claim));
    kubernetes.put(
        CLAIMS,
        claim,
        "{\"kind\":\"PersistentVolumeClaim\",\"spec\":{\"volumeName\":\"%s\"}}".formatted(name));
  }

  @Test
  void aClusterWithoutThemHasNone() {
    assertThat(outliving.observe(known).present()).isEmpty();
  }

  @Test
  void thePlanNamesThemAndTheyGoButWhatIsToBeKept() {
    loadBalancer("");
    kubernetes.put(INGRESSES, "front", "{\"kind\":\"Ingress\",\"spec\":{}}");
    volume("data", "Delete", "data-0");
    volume("archive", "Retain", "archive-0");
    var present = outliving.observe(known).present().orElseThrow();
    known.put(outliving, present);

    assertThat(outliving.notes(known))
        .singleElement()
        .asString()
        .contains("Service shop/web", "Ingress shop/front", "PersistentVolumeClaim shop/data-0")
        .doesNotContain("archive", "inside");
    outliving.delete(present, new FakeWork(known));
    assertThat(kubernetes.objects())
        .containsOnlyKeys(SERVICES + "/inside", VOLUMES + "/archive", CLAIMS + "/archive-0");
  }

  @Test
  void whatHangsIsNamedWithItsFinalizer() {
    loadBalancer("\"service.kubernetes.io/load-balancer-cleanup\"");
    var present = outliving.observe(known).present().orElseThrow();

    assertThatThrownBy(() -> outliving.delete(present, new FakeWork(known)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining(
            "Service shop/web (held by service.kubernetes.io/load-balancer-cleanup)");
    kubernetes.release(SERVICES + "/web");
    assertThat(outliving.observe(known).present()).isEmpty();
  }
}
