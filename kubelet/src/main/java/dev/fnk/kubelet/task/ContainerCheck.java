package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.Ports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What of a container, its security context aside, cannot be had. */
final class ContainerCheck {
  private static final Set<String> RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP");

  private final Refusals refusals;

  ContainerCheck(Refusals refusals) {
    this.refusals = refusals;
  }

  void container(Container container) {
    String at = "container " + container.getName() + ": ";
    refusals.when(
        container.getName().equals(TaskView.AGENT),
        at + "name",
        "it is the name of the node's own container",
        "another name");
    refusals.when(
        "Never".equals(container.getImagePullPolicy()),
        at + "imagePullPolicy Never",
        "Fargate pulls for every task",
        "imagePullPolicy Always or IfNotPresent");
    refusals.when(
        !container.getVolumeDevices().isEmpty(),
        at + "volumeDevices",
        "Fargate has no block devices",
        "volumeMounts");
    container.getPorts().forEach(port -> port(at, port));
    resources(at, container.getResources());
  }

  /** Requests and limits of a container, or of the pod as a whole. */
  void resources(String at, @Nullable ResourceRequirements resources) {
    if (resources == null) {
      return;
    }
    Set<String> requests = keys(resources.getRequests());
    var names = new TreeSet<>(requests);
    names.addAll(keys(resources.getLimits()));
    names.removeAll(RESOURCES);
    for (String name : names) {
      refusals.add(
          at + "resources." + (requests.contains(name) ? "requests " : "limits ") + name,
          "Fargate does not have it",
          "cpu and memory alone");
    }
    refusals.when(
        !resources.getClaims().isEmpty(),
        at + "resources.claims",
        "Fargate has no devices",
        "a node with them");
  }

  private void port(String at, ContainerPort port) {
    Integer hostPort = port.getHostPort();
    refusals.when(
        hostPort != null && hostPort != 0,
        at + "hostPort " + hostPort,
        "a Fargate task has no host",
        "the pod's own address with the containerPort");
    refusals.when(
        ContainerMapping.filled(port.getHostIP()).isPresent(),
        at + "hostIP " + port.getHostIP(),
        "a Fargate task has no host",
        "the pod's own address with the containerPort");
    String protocol = port.getProtocol();
    refusals.when(
        protocol != null && !PROTOCOLS.contains(protocol),
        at + "protocol " + protocol + " of port " + port.getContainerPort(),
        "Fargate's protocols are TCP and UDP",
        "one of them");
    refusals.when(
        port.getContainerPort() == Ports.AGENT && !"UDP".equals(protocol),
        at + "containerPort " + Ports.AGENT + "/tcp",
        "it is the port of the node's own container",
        "another port");
  }

  private static Set<String> keys(@Nullable Map<String, ?> given) {
    return given == null ? Set.of() : given.keySet();
  }
}
