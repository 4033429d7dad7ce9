package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ecs.Tasks;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;

/** The node at work, the pods on it, and the Node it leaves behind. */
@Timeout(60)
final class VirtualNodeTest {
  private static final String NODES = "/api/v1/nodes";
  private static final String PODS = "/api/v1/namespaces/shop/pods";
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

  private final FakeAws aws =
      new FakeAws()
          .on(
              EcsClient.class,
              "listTasks",
              ListTasksRequest.class,
              _ -> ListTasksResponse.builder().build());
  private final ReachedCluster reached = new ReachedCluster(new TestLab(aws.clients(), Map.of()));
  private final EksCluster cluster = reached.cluster;
  private final ClusterAccess access = reached.access;
  private final ObservedState known = reached.known;
  private final FakeWork work = reached.work;
  private final FakeKubernetes kubernetes = reached.kubernetes;
  private String words = "";
  private final VirtualNode node = new VirtualNode(access, "virtual", List.of(), () -> words);
  private final NodeObject object =
      new NodeObject(
          access, "virtual", new Tasks(aws.clients(), new LabNames("eks-lab", "eu-west-1")));

  @AfterEach
  void stop() {
    reached.close();
  }

  private void have(String ready, String type, boolean drained) {
    kubernetes.put(
        NODES,
        "virtual",
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"uid":"uid-1","labels":{"type":"%s"}},
         "spec":{"unschedulable":%s},
         "status":{"conditions":[{"type":"MemoryPressure","status":"True"},
                                 {"type":"Ready","status":"%s"}],
          "nodeInfo":{"kubeletVersion":"v1.36.3"},
          "capacity":{"pods":"100","cpu":"400","memory":"1Ti"}}}"""
            .formatted(type, drained, ready));
  }

  private void pod(String name, String meta) {
    kubernetes.put(
        PODS,
        name,
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{%s},\"spec\":{\"nodeName\":\"virtual\"}}"
            .formatted(meta));
  }

  private Present<VirtualNode.Attributes> seen() {
    return node.observe(known).present().orElseThrow();
  }

  @Test
  void itIsReadWithWhatItTakes() {
    assertThat(node.observe(known)).isInstanceOf(Absent.class);
    have("True", "virtual-kubelet", false);

    assertThat(seen())
        .isEqualTo(
            new Present<>(
                "uid-1",
                Optional.empty(),
                "Ready",
                new VirtualNode.Attributes(true, false, "v1.36.3", 100, "400", "1Ti")));
    assertThat(node.diff(seen(), known)).isEqualTo(Change.none());
    assertThat(node.label()).isEqualTo("kubernetes:node virtual");
    assertThat(node.needs()).containsExactly(cluster);
    assertThat(node.inside()).contains(cluster);
  }

  @Test
  void oneThatHasNotReportedYetHasNothing() {
    kubernetes.put(
        NODES,
        "virtual",
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"uid":"uid-1",
         "labels":{"type":"virtual-kubelet"}},"spec":{}}""");

    assertThat(seen().attributes())
        .isEqualTo(new VirtualNode.Attributes(false, false, "", 0, "0", "0"));
    assertThat(seen().state()).isEqualTo("NotReady");
    assertThat(node.diff(seen(), known)).isEqualTo(Change.update("it is not Ready"));
  }

  @Test
  void aNodeOfAnotherKindIsForeign() {
    have("True", "metal", false);
    var foreign = new Foreign<>("virtual", Optional.empty(), "it is no virtual node");
    assertThat(node.observe(known)).isEqualTo(foreign);
    assertThat(object.observe(known)).isEqualTo(foreign);

    kubernetes.put(
        NODES, "virtual", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{},\"spec\":{}}");
    assertThat(node.observe(known)).isEqualTo(foreign);
  }

  @Test
  void toMakeItIsToWaitForIt() {
    have("False", "virtual-kubelet", false);
    words = "; its last task stopped: no image";
    assertThatThrownBy(() -> node.create(work))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e)
                  .hasMessageEndingWith("the node to be Ready; its last task stopped: no image");
              assertThat(e.next()).contains("fnk logs");
            });

    have("True", "virtual-kubelet", false);
    assertThat(node.create(work)).isEqualTo(seen());
  }

  @Test
  void whatItsServiceSaysIsInItsWay() {
    assertThat(node.obstacle(known)).isEmpty();
    words = "; ECS says: no";
    assertThat(node.obstacle(known)).contains("ECS says: no");
    words = "no";
    assertThat(node.obstacle(known)).contains("no");
  }

  @Test
  void oneThatWasDrainedTakesPodsAgain() {
    have("True", "virtual-kubelet", true);
    assertThat(node.diff(seen(), known)).isEqualTo(Change.update("it takes no new pods"));

    node.update(seen(), work);

    assertThat(node.diff(seen(), known)).isEqualTo(Change.none());
    var writes = kubernetes.writes().size();
    node.update(seen(), work);
    assertThat(kubernetes.writes()).hasSize(writes);
  }

  @Test
  void toDeleteItIsToDrainIt() {
    have("True", "virtual-kubelet", false);
    pod("web", "");

    node.delete(seen(), work);

    assertThat(seen().attributes().drained()).isTrue();
    assertThat(kubernetes.objects()).doesNotContainKey(PODS + "/web");
    assertThat(work.notices()).isEmpty();
  }

  @Test
  void podsThatNobodyWillConfirmAreRemovedAndNamed() {
    have("False", "virtual-kubelet", false);
    pod("gone", "\"deletionTimestamp\":\"2026-11-25T00:00:00Z\",\"finalizers\":[]");

    node.delete(seen(), work);

    assertThat(work.notices())
        .containsExactly(
            "virtual is not Ready: pod shop/gone is removed without its word; its task is stopped"
                + " with the node");
    assertThat(kubernetes.objects()).doesNotContainKey(PODS + "/gone");
    assertThat(kubernetes.writes().stream().filter(w -> w.startsWith("DELETE"))).hasSize(1);
  }

  @Test
  void aReadyNodesPodsAreWaitedFor() {
    have("True", "virtual-kubelet", false);
    pod("held", "\"finalizers\":[\"example.com/hold\"]");

    assertThatThrownBy(() -> node.delete(seen(), work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("its pods to end");
    assertThat(kubernetes.objects()).containsKey(PODS + "/held");
  }

  @Test
  void itsNodeGoesWithItsLease() {
    have("False", "virtual-kubelet", false);
    kubernetes.put(LEASES, "virtual", "{\"kind\":\"Lease\"}");
    var left = object.observe(known).present().orElseThrow();
    assertThat(left.state()).isEqualTo("left");
    assertThat(left.id()).isEqualTo("uid-1");
    assertThat(object.needs()).containsExactly(cluster);

    object.delete(left, work);

    assertThat(kubernetes.objects()).isEmpty();
    assertThat(object.observe(known)).isInstanceOf(Absent.class);
  }
}
