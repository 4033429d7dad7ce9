package dev.fnk.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class NodeObjectTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.89Z");

  @Test
  void isWhatAVirtualKubeletRegisters() {
    Node node = NodeObject.node(facts(true), Readiness.STARTING, NOW);

    assertThat(Serialization.asYaml(new NodeBuilder(node).withStatus(null).build()))
        .isEqualTo(
            """
            ---
            apiVersion: "v1"
            kind: "Node"
            metadata:
              labels:
                eks.amazonaws.com/compute-type: "fargate"
                kubernetes.io/arch: "amd64"
                kubernetes.io/hostname: "virtual-kubelet"
                kubernetes.io/os: "linux"
                node.kubernetes.io/exclude-from-external-load-balancers: "true"
                type: "virtual-kubelet"
              name: "virtual-kubelet"
            spec:
              taints:
              - effect: "NoSchedule"
                key: "virtual-kubelet.io/provider"
                value: "fnk"
            """);
    assertThat(node.getSpec().getProviderID()).isNull();
  }

  @Test
  void untaintedWhenAskedSo() {
    assertThat(NodeObject.node(facts(false), Readiness.STARTING, NOW).getSpec().getTaints())
        .isEmpty();
  }

  @Test
  void statusTellsCapacityAddressAndPort() {
    NodeStatus status = NodeObject.status(facts(true), Readiness.READY, NOW, null);

    assertThat(status.getCapacity()).isEqualTo(status.getAllocatable());
    assertThat(status.getCapacity().get("cpu").toString()).isEqualTo("4000m");
    assertThat(status.getCapacity().get("memory").toString()).isEqualTo("8192Mi");
    assertThat(status.getCapacity().get("pods").toString()).isEqualTo("20");
    assertThat(status.getCapacity().get("ephemeral-storage").toString()).isEqualTo("400Gi");
    assertThat(status.getAddresses())
        .extracting("type", "address")
        .containsExactly(tuple("InternalIP", "10.0.1.2"), tuple("Hostname", "virtual-kubelet"));
    assertThat(status.getDaemonEndpoints().getKubeletEndpoint().getPort()).isEqualTo(10250);
    assertThat(status.getFeatures().getSupplementalGroupsPolicy()).isTrue();
    assertThat(status.getRuntimeHandlers())
        .singleElement()
        .satisfies(
            handler -> {
              assertThat(handler.getName()).isEmpty();
              assertThat(handler.getFeatures().getUserNamespaces()).isFalse();
              assertThat(handler.getFeatures().getRecursiveReadOnlyMounts()).isFalse();
            });
    assertThat(status.getVolumesInUse()).isEmpty();
    assertThat(status.getImages()).isEmpty();
    assertThat(status.getDeclaredFeatures())
        .containsExactly("ExtendWebSocketsToKubelet", "RestartAllContainersOnContainerExits");
    assertThat(status.getNodeInfo().getKubeletVersion()).isEqualTo("v1.36.3-fnk-0.1.0");
    assertThat(status.getConditions())
        .extracting("type", "status")
        .containsExactly(
            tuple("Ready", "True"),
            tuple("MemoryPressure", "False"),
            tuple("DiskPressure", "False"),
            tuple("PIDPressure", "False"),
            tuple("NetworkUnavailable", "False"));
  }

  @Test
  void transitionTimeChangesWithTheStatusOnly() {
    NodeStatus before = NodeObject.status(facts(true), Readiness.STARTING, NOW, null);
    NodeStatus after = NodeObject.status(facts(true), Readiness.READY, NOW.plusSeconds(60), before);

    assertThat(after.getConditions().get(0).getLastTransitionTime())
        .isEqualTo("2026-03-04T05:07:07Z");
    assertThat(after.getConditions().get(1).getLastTransitionTime())
        .isEqualTo("2026-03-04T05:06:07Z");
    assertThat(NodeObject.differ(before, after)).isTrue();
  }

  @Test
  void theHeartbeatAloneIsNoDifference() {
    NodeStatus before = NodeObject.status(facts(true), Readiness.READY, NOW, null);
    NodeStatus after = NodeObject.status(facts(true), Readiness.READY, NOW.plusSeconds(60), before);

    assertThat(NodeObject.differ(before, after)).isFalse();
  }

  @Test
  void anApiServerThatDropsWhatIsDeclaredIsNotWrittenToAgainAndAgain() {
    NodeStatus wanted = NodeObject.status(facts(true), Readiness.READY, NOW, null);
    NodeStatus kept =
        new NodeStatusBuilder(wanted)
            .withDeclaredFeatures()
            .withFeatures(null)
            .withRuntimeHandlers()
            .build();

    assertThat(NodeObject.differ(wanted, kept)).isFalse();
  }

  @Test
  void versionOfTheBuildIsFilledIn() {
    assertThat(NodeVersion.read().kubelet()).matches("v1\\.\\d+\\.\\d+-fnk-\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void architectureIsGosName() {
    assertThat(NodeFacts.architecture("aarch64")).isEqualTo("arm64");
    assertThat(NodeFacts.architecture("amd64")).isEqualTo("amd64");
  }

  private static NodeFacts facts(boolean tainted) {
    return new NodeFacts(
        "virtual-kubelet",
        "10.0.1.2",
        10250,
        20,
        4096,
        8192,
        tainted,
        "amd64",
        "v1.36.3-fnk-0.1.0",
        "6.1",
        "task");
  }
}
