package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;

/** What a pod as a whole may ask of a node, and a Fargate task does not have. */
final class PodFeatures {
  private static final int MOST_CONTAINERS = 10;

  /** Of a RuntimeClass that is for this node, to bring pods to it. */
  private static final String OWN_RUNTIME = "fargate";

  private static final String LEAVE_OUT = "leave it out";

  private PodFeatures() {}

  static void check(PodSpec spec, Refusals refusals) {
    refusals.when(
        spec.getHostNetwork(),
        "hostNetwork",
        "a Fargate task has a network of its own",
        "the pod's own address");
    refusals.when(
        spec.getHostPID(), "hostPID", "a Fargate task has no host to look into", LEAVE_OUT);
    refusals.when(
        spec.getHostIPC(), "hostIPC", "a Fargate task has no host to share with", LEAVE_OUT);
    refusals.when(
        Boolean.FALSE.equals(spec.getHostUsers()),
        "hostUsers false",
        "Fargate has no user namespaces",
        "leave it out: no other pod shares the task's kernel");
    refusals.when(
        spec.getShareProcessNamespace(),
        "shareProcessNamespace",
        "each container has processes of its own, with the node's supervisor as the first",
        "one container that starts both, or a volume or a port between them");
    refusals.when(
        !spec.getResourceClaims().isEmpty(),
        "resourceClaims",
        "Fargate has no devices",
        "a node with them");
    ContainerMapping.filled(spec.getRuntimeClassName())
        .filter(name -> !name.equals(OWN_RUNTIME))
        .ifPresent(
            name ->
                refusals.add(
                    "runtimeClassName " + name,
                    "Fargate has one runtime, with a kernel for each task",
                    "leave it out, or a RuntimeClass named " + OWN_RUNTIME));
    Optional.ofNullable(spec.getOs())
        .map(os -> os.getName())
        .filter(os -> !os.equals("linux"))
        .ifPresent(
            os -> refusals.add("os " + os, "this node runs linux", "an image and an os of linux"));
    int containers = spec.getContainers().size() + spec.getInitContainers().size();
    refusals.when(
        containers > MOST_CONTAINERS - 1,
        "containers",
        containers + " of them, and a task has at most 10, of which one is fnk's",
        "fewer containers, or two pods");
  }
}
