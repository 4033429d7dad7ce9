package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task as the status of its pod, in Kubernetes' words. Pure; what the status said before is the
 * only memory: restart counts, last states, times of transitions.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/">Pod
 *     lifecycle</a>
 */
public final class TaskToPodStatus {
  private final String hostIp;

  public TaskToPodStatus(String hostIp) {
    this.hostIp = hostIp;
  }

  /** The whole status, from the one the pod has and from where it stands at {@code now}. */
  public PodStatus status(Pod pod, PodSituation situation, Instant now) {
    PodStatus before = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    List<ContainerStatus> containers;
    List<ContainerStatus> inits;
    if (situation.task().isPresent() && situation.agent().isPresent()) {
      var reported =
          new ReportedContainers(
              pod, situation.task().get(), situation.agent().get(), situation.waiting(), now);
      containers = reported.all();
      inits = reported.inits();
    } else {
      var statuses = new ContainerStatuses(pod, situation, now);
      containers = statuses.all();
      inits = statuses.inits();
    }
    String phase = phase(pod, before, situation, containers, inits);
    Optional<TaskResources> resources =
        situation.task().map(task -> new TaskResources(pod, before, task));
    if (resources.isPresent()) {
      containers = resources.get().of(containers, false);
      inits = resources.get().of(inits, true);
    }
    containers = FinalStates.kept(pod.getSpec(), before.getContainerStatuses(), containers);
    inits = FinalStates.kept(pod.getSpec(), before.getInitContainerStatuses(), inits);
    var messages = new TerminationMessages(pod.getSpec());
    containers = MountStatuses.of(pod, pod.getSpec().getContainers(), messages.bounded(containers));
    inits = MountStatuses.of(pod, pod.getSpec().getInitContainers(), messages.bounded(inits));
    var all = Stream.concat(inits.stream(), containers.stream());
    Optional<PodCondition> resize =
        terminal(phase) ? Optional.empty() : resources.flatMap(made -> made.pending(all, now));
    // Where it was started, not where the node's own task is by now: that would be a write for
    // every pod whenever another task becomes the node.
    String host = before.getHostIP() == null ? hostIp : before.getHostIP();
    var status =
        new PodStatusBuilder(before)
            .withPhase(phase)
            .withHostIP(host)
            .withHostIPs(new HostIP(host))
            .withContainerStatuses(containers)
            .withInitContainerStatuses(inits)
            .withEphemeralContainerStatuses(EphemeralStatuses.of(pod, before, now))
            .withConditions(PodConditions.of(pod, before, containers, inits, phase, situation, now))
            .removeMatchingFromConditions(c -> c.getType().equals(TaskResources.PENDING))
            .withObservedGeneration(pod.getMetadata().getGeneration());
    resize.ifPresent(status::addToConditions);
    if (before.getStartTime() == null) {
      status.withStartTime(ContainerStates.time(now));
    }
    situation
        .task()
        .flatMap(TaskView::ip)
        .ifPresentOrElse(
            ip -> status.withPodIP(ip).withPodIPs(new PodIP(ip)),
            () -> {
              if (situation.task().isEmpty()) {
                // Between two tasks the pod has no address.
                status.withPodIP(null).withPodIPs(List.of());
              }
            });
    situation
        .failure()
        .ifPresent(failure -> status.withReason(failure.reason()).withMessage(failure.message()));
    situation
        .failure()
        .filter(failure -> failure.reason().equals(PodSituation.TERMINATED))
        .ifPresent(
            failure ->
                status
                    .removeMatchingFromConditions(c -> c.getType().equals("DisruptionTarget"))
                    .addToConditions(PodConditions.disrupted(pod, failure.message(), now)));
    return status.build();
  }

  private static String phase(
      Pod pod,
      PodStatus before,
      PodSituation situation,
      List<ContainerStatus> containers,
      List<ContainerStatus> inits) {
    if (terminal(before.getPhase())) {
      return before.getPhase();
    }
    if (situation.failure().isPresent() && situation.ended()) {
      return "Failed";
    }
    if (!situation.ended() && initializing(pod, inits)) {
      return "Pending";
    }
    int waiting = 0;
    int running = 0;
    for (ContainerStatus container : containers) {
      if (container.getState().getRunning() != null) {
        running++;
      } else if (termination(container).isEmpty()) {
        waiting++;
      }
    }
    if (waiting > 0) {
      return situation.ended() ? "Failed" : "Pending";
    }
    if (running > 0 || !situation.ended()) {
      return "Running";
    }
    // An agent that was heard to the end knows more of it than ECS.
    boolean byTask =
        situation.agent().isEmpty() && situation.task().filter(task -> !task.gone()).isPresent();
    boolean succeeded =
        byTask
            ? Restarts.succeeded(pod, situation.task().orElseThrow())
            : containers.stream()
                .flatMap(container -> termination(container).stream())
                .allMatch(end -> end.getExitCode() == 0);
    return succeeded ? "Succeeded" : "Failed";
  }

  /** Whether an init container has its work before it, for the first time or anew. */
  private static boolean initializing(Pod pod, List<ContainerStatus> inits) {
    Set<String> sidecars = ContainerMapping.sidecars(pod.getSpec());
    return inits.stream()
        .filter(init -> !sidecars.contains(init.getName()))
        .anyMatch(init -> termination(init).isEmpty());
  }

  private static Optional<ContainerStateTerminated> termination(ContainerStatus container) {
    if (container.getState().getTerminated() != null) {
      return Optional.of(container.getState().getTerminated());
    }
    return container.getState().getWaiting() != null && container.getLastState() != null
        ? Optional.ofNullable(container.getLastState().getTerminated())
        : Optional.empty();
  }

  /** Whether the phase is one that no pod leaves. */
  public static boolean terminal(@Nullable String phase) {
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }
}
