package dev.fnk.kubelet.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Node object and its status as functions of what is known of the node. */
final class NodeObject {
  /** The taint of virtual-kubelets, so that only pods that say so land here. */
  static final Taint TAINT =
      new TaintBuilder()
          .withKey("virtual-kubelet.io/provider")
          .withValue("fnk")
          .withEffect("NoSchedule")
          .build();

  /** What Fargate gives each task at no charge. */
  private static final int EPHEMERAL_GIB_PER_POD = 20;

  /**
   * API servers from 1.36 pass exec, attach and port-forward by WebSocket on to a node that says so
   * (<a
   * href="https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/">feature
   * gate</a>); earlier ones drop the field.
   */
  private static final String WEBSOCKETS = "ExtendWebSocketsToKubelet";

  /** The scheduler brings pods with this action of restartPolicyRules to such nodes only. */
  private static final String RESTART_ALL = "RestartAllContainersOnContainerExits";

  private NodeObject() {}

  /**
   * The whole object, to be created. No providerID: the cloud controller deletes a node whose id is
   * well formed but names no instance.
   */
  static Node node(NodeFacts facts, Readiness readiness, Instant now) {
    var spec =
        new NodeBuilder()
            .withNewMetadata()
            .withName(facts.name())
            .withLabels(labels(facts))
            .endMetadata()
            .withNewSpec();
    if (facts.tainted()) {
      spec.withTaints(TAINT);
    }
    return spec.endSpec().withStatus(status(facts, readiness, now, null)).build();
  }

  /** Labels that NodeRestriction lets a node set on itself. */
  static Map<String, String> labels(NodeFacts facts) {
    return new TreeMap<>(
        Map.of(
            "type", "virtual-kubelet",
            "kubernetes.io/os", "linux",
            "kubernetes.io/arch", facts.architecture(),
            "kubernetes.io/hostname", facts.name(),
            // Keeps EKS's own daemon sets (aws-node, kube-proxy) off.
            "eks.amazonaws.com/compute-type", "fargate",
            "node.kubernetes.io/exclude-from-external-load-balancers", "true"));
  }

  /** The status; what other controllers wrote into {@code previous} is kept. */
  static NodeStatus status(
      NodeFacts facts, Readiness readiness, Instant now, @Nullable NodeStatus previous) {
    Map<String, Quantity> resources =
        Map.of(
            "cpu", new Quantity(facts.cpu() * 1000L / 1024 + "m"),
            "memory", new Quantity(facts.memoryMiB() + "Mi"),
            "pods", new Quantity(Integer.toString(facts.maxPods())),
            "ephemeral-storage", new Quantity(facts.maxPods() * EPHEMERAL_GIB_PER_POD + "Gi"));
    return (previous == null ? new NodeStatusBuilder() : new NodeStatusBuilder(previous))
        .withCapacity(resources)
        .withAllocatable(resources)
        .withConditions(conditions(readiness, now, previous))
        .withAddresses()
        .addNewAddress(facts.address(), "InternalIP")
        .addNewAddress(facts.name(), "Hostname")
        .withNewDaemonEndpoints()
        .withNewKubeletEndpoint(facts.port())
        .endDaemonEndpoints()
        // A kubelet tells volumes with an attacher; EFS's driver (attachRequired: false) has none.
        .withVolumesInUse()
        // What Fargate can be asked for: neither is among it. The name of the default is empty.
        .withRuntimeHandlers()
        .addNewRuntimeHandler()
        .withName("")
        .withNewFeatures()
        .withRecursiveReadOnlyMounts(false)
        .withUserNamespaces(false)
        .endFeatures()
        .endRuntimeHandler()
        // The agent heeds supplementalGroupsPolicy: Strict.
        .withNewFeatures()
        .withSupplementalGroupsPolicy(true)
        .endFeatures()
        .withNewNodeInfo()
        .withArchitecture(facts.architecture())
        .withOperatingSystem("linux")
        .withOsImage("AWS Fargate")
        .withKernelVersion(facts.kernelVersion())
        .withContainerRuntimeVersion("fargate://1.4.0")
        .withKubeletVersion(facts.kubeletVersion())
        // Deprecated since 1.31, required to be present.
        .withKubeProxyVersion("")
        .withMachineID(facts.taskId())
        .withSystemUUID(facts.taskId())
        .withBootID(facts.taskId())
        .endNodeInfo()
        .withDeclaredFeatures(WEBSOCKETS, RESTART_ALL)
        .build();
  }

  private static List<NodeCondition> conditions(
      Readiness readiness, Instant now, @Nullable NodeStatus previous) {
    return List.of(
        condition("Ready", readiness, now, previous),
        absent("MemoryPressure", "FargateHasMemory", "each pod has its own task", now, previous),
        absent("DiskPressure", "FargateHasDisk", "each pod has its own disk", now, previous),
        absent("PIDPressure", "FargateHasPids", "each pod has its own kernel", now, previous),
        absent(
            "NetworkUnavailable",
            "FargateHasNetwork",
            "each pod has its own interface",
            now,
            previous));
  }

  private static NodeCondition absent(
      String type, String reason, String message, Instant now, @Nullable NodeStatus previous) {
    return condition(type, new Readiness(false, reason, message), now, previous);
  }

  private static NodeCondition condition(
      String type, Readiness state, Instant now, @Nullable NodeStatus previous) {
    String status = state.ready() ? "True" : "False";
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    String since =
        previous == null
            ? time
            : previous.getConditions().stream()
                .filter(c -> c.getType().equals(type) && c.getStatus().equals(status))
                .map(NodeCondition::getLastTransitionTime)
                .findFirst()
                .orElse(time);
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(state.reason())
        .withMessage(state.message())
        .withLastHeartbeatTime(time)
        .withLastTransitionTime(since)
        .build();
  }

  /**
   * Whether two statuses differ in more than the heartbeat, or what the node says of its features,
   * which not every API server keeps.
   */
  static boolean differ(NodeStatus one, NodeStatus other) {
    return !timeless(one).equals(timeless(other));
  }

  private static NodeStatus timeless(NodeStatus status) {
    return new NodeStatusBuilder(status)
        .withConditions(
            status.getConditions().stream()
                .map(c -> new NodeConditionBuilder(c).withLastHeartbeatTime(null).build())
                .toList())
        .withDeclaredFeatures()
        .withFeatures(null)
        .withRuntimeHandlers()
        .build();
  }
}
