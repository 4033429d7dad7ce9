package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Notice;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a pod's spec cannot be had (the pod waits), and what is left out (the pod is told). */
final class SpecCheck {
  private static final int MOST_CONTAINERS = 10;
  private static final int MOST_STOP_SECONDS = 120;

  private final PodSpec spec;
  private final boolean supervised;
  private final List<Notice> notices = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();

  private SpecCheck(PodSpec spec, boolean supervised) {
    this.spec = spec;
    this.supervised = supervised;
  }

  /**
   * @param supervised whether an agent in the task does what ECS cannot
   */
  static List<Notice> of(PodSpec spec, boolean supervised) throws UnsupportedSpec {
    var check = new SpecCheck(spec, supervised);
    check.pod();
    for (Container container : spec.getContainers()) {
      check.container(container);
    }
    for (Container container : spec.getInitContainers()) {
      check.container(container);
    }
    check.probes();
    if (!check.refusals.isEmpty()) {
      throw new UnsupportedSpec(check.refusals);
    }
    return check.notices;
  }

  private void pod() {
    refuse(spec.getHostNetwork(), "hostNetwork: a Fargate task has its own network");
    refuse(spec.getHostPID(), "hostPID: a Fargate task has its own host");
    refuse(spec.getHostIPC(), "hostIPC: a Fargate task has its own host");
    refuse(spec.getShareProcessNamespace(), "shareProcessNamespace is not supported yet");
    refuse(!spec.getResourceClaims().isEmpty(), "resourceClaims: Fargate has no such devices");
    int most = supervised ? MOST_CONTAINERS - 1 : MOST_CONTAINERS;
    String agents = supervised ? ", of which one is fnk's" : "";
    refuse(
        spec.getContainers().size() + spec.getInitContainers().size() > most,
        "a task has at most " + MOST_CONTAINERS + " containers" + agents);
    if (spec.getOs() != null && !"linux".equals(spec.getOs().getName())) {
      refusals.add("os " + spec.getOs().getName() + ": this node runs linux");
    }
    notice(
        !spec.getImagePullSecrets().isEmpty(),
        "ImagePullSecretsIgnored",
        supervised
            ? "imagePullSecrets are used for the image's configuration only; Fargate pulls with the"
                + " execution role"
            : "imagePullSecrets are not used yet; images are pulled with the execution role");
    Long grace = spec.getTerminationGracePeriodSeconds();
    notice(
        !supervised && grace != null && grace > MOST_STOP_SECONDS,
        "GracePeriodShortened",
        "terminationGracePeriodSeconds: Fargate waits at most " + MOST_STOP_SECONDS + " s");
    boolean oneOfMany = !supervised && spec.getContainers().size() > 1;
    boolean always = RestartPolicy.of(spec) == RestartPolicy.ALWAYS;
    notice(
        oneOfMany && !always,
        "FirstContainerDecides",
        "the task ends with its first container; the others are stopped then, and what they end with"
            + " counts; a helper that is to end with it is an init container that is always"
            + " restarted");
    notice(
        oneOfMany && always,
        "RestartedTogether",
        "when one of the containers ends, all are restarted, in a new task");
    var security = spec.getSecurityContext();
    notice(
        !supervised
            && security != null
            && (security.getFsGroup() != null || !security.getSupplementalGroups().isEmpty()),
        "SecurityContextIgnored",
        "fsGroup and supplementalGroups have no effect on Fargate");
    notice(
        security != null && !security.getSysctls().isEmpty(),
        "SecurityContextIgnored",
        "sysctls have no effect on Fargate");
  }

  private void container(Container container) {
    String name = "container " + container.getName() + ": ";
    refusals.addAll(Resources.unknown(container));
    refuse(!container.getVolumeDevices().isEmpty(), name + "volumeDevices: Fargate has none");
    refuse(
        !supervised && container.getRestartPolicy() != null && !ContainerMapping.sidecar(container),
        name + "restartPolicy " + container.getRestartPolicy() + " is not supported yet");
    for (ContainerPort port : container.getPorts()) {
      refuse(
          port.getHostPort() != null && port.getHostPort() != 0,
          name
              + "hostPort "
              + port.getHostPort()
              + ": Fargate has no hosts; a task has an address of its own, where the container's"
              + " port is reached");
    }
    var security = container.getSecurityContext();
    if (security != null) {
      refuse(security.getPrivileged(), name + "privileged: Fargate has no such containers");
      if (!supervised) {
        capabilities(security, name);
      }
      notice(
          !supervised && Boolean.FALSE.equals(security.getAllowPrivilegeEscalation()),
          "SecurityContextIgnored",
          name + "allowPrivilegeEscalation=false has no effect on Fargate");
    }
    var lifecycle = container.getLifecycle();
    notice(
        lifecycle != null && (lifecycle.getPostStart() != null || lifecycle.getPreStop() != null),
        "LifecycleHooksIgnored",
        name + "lifecycle hooks are not run yet");
  }

  private void capabilities(SecurityContext security, String name) {
    var capabilities = security.getCapabilities();
    if (capabilities != null && !Set.of("SYS_PTRACE").containsAll(capabilities.getAdd())) {
      refusals.add(
          name + "capabilities " + capabilities.getAdd() + ": Fargate adds SYS_PTRACE only");
    }
  }

  private void probes() {
    var probed =
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
            .filter(
                c ->
                    c.getLivenessProbe() != null
                        || c.getReadinessProbe() != null
                        || c.getStartupProbe() != null)
            .map(Container::getName)
            .toList();
    notice(
        !probed.isEmpty(),
        "ProbesIgnored",
        "probes of " + probed + " are not run yet: a running container counts as ready");
  }

  private void refuse(@Nullable Boolean asked, String message) {
    if (Boolean.TRUE.equals(asked)) {
      refusals.add(message);
    }
  }

  private void notice(boolean given, String reason, String message) {
    if (given) {
      notices.add(new Notice(reason, message));
    }
  }
}
