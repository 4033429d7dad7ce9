package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.podspec.PodContainers;
import dev.fnk.kubelet.task.ContainerId;
import dev.fnk.kubelet.task.TaskImages;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What follows when the images of a running pod's task are others than the pod's. A kubelet
 * restarts each such container that runs, whatever its restart policy; a task keeps its images, so
 * that the whole task is replaced. A regular init container counts only until it runs. Pure.
 *
 * <p>That a change was seen while its container had not ended, and so replaces the task, is
 * remembered by the pod's status: it says the generation, and that the container runs or waits.
 *
 * @param replaces whether the task is to be replaced
 * @param told what is told of it, with the first deed; of what an earlier process has begun,
 *     nothing
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#pod-restart-reasons">Pod
 *     restart reasons</a>
 */
record ImageChange(boolean replaces, List<Action.Tell> told) {
  /** Nothing follows. */
  private static final ImageChange NONE = new ImageChange(false, List.of());

  /**
   * Of a task that has not finished.
   *
   * @param status what is true of the containers now
   * @param stopping whether the agent ends them
   */
  static ImageChange of(
      Pod pod, PodRecord record, TaskView task, PodStatus status, boolean stopping) {
    List<Container> outdated = TaskImages.outdated(pod, task);
    if (record.replaced() || forgotten(pod, record, task)) {
      // Even if the pod has the old image again: its containers are on their way out.
      return new ImageChange(true, List.of());
    }
    if (outdated.isEmpty()) {
      return NONE;
    }
    Optional<String> over = overForGood(pod, task, status, stopping);
    List<Container> changed =
        outdated.stream()
            .filter(
                c ->
                    open(pod, c, task, status)
                        || (seen(pod) && open(pod, c, task, pod.getStatus())))
            .toList();
    if (over.isPresent() || changed.isEmpty()) {
      return new ImageChange(false, seen(pod) ? List.of() : kept(outdated, over));
    }
    return new ImageChange(true, replaced(pod, changed, status));
  }

  /** Whether an earlier process has begun it, and may have asked for the task's end. */
  boolean begunBefore() {
    return replaces && told.isEmpty();
  }

  /** Whether a task that has finished was to be replaced, and did not end by itself. */
  static boolean begun(Pod pod, PodRecord record, TaskView task) {
    return record.replaced()
        || forgotten(pod, record, task)
        || (seen(pod)
            && pod.getStatus() != null
            && of(pod, record, task, pod.getStatus(), false).replaces());
  }

  /** Whether an earlier process has begun to replace it, and may have asked for its end. */
  private static boolean forgotten(Pod pod, PodRecord record, TaskView task) {
    return record.replacing().isEmpty()
        && (PodAnnotations.replaced(pod, task) || madePlace(pod.getStatus(), task));
  }

  /**
   * Whether the status says that what has ended in this task waits for the next. The last word of a
   * node that was killed may come after this one has begun, and take its note away.
   */
  private static boolean madePlace(@Nullable PodStatus status, TaskView task) {
    return ToldTasks.previous(status).filter(task.id()::equals).isPresent()
        && status != null
        && status.getContainerStatuses().stream()
            .flatMap(c -> Stream.ofNullable(c.getState()))
            .flatMap(state -> Stream.ofNullable(state.getWaiting()))
            .anyMatch(waiting -> TaskReplacement.WAITING.message().equals(waiting.getMessage()));
  }

  /** Whether the pod's status was made of what the pod asks for by now. */
  private static boolean seen(Pod pod) {
    // An API server that counts no generations says nothing in both.
    return pod.getStatus() != null
        && Objects.equals(
            pod.getStatus().getObservedGeneration(), pod.getMetadata().getGeneration());
  }

  /** Whether the container runs or may still run; an init container, whether it is yet to run. */
  private static boolean open(Pod pod, Container container, TaskView task, PodStatus status) {
    boolean once = once(pod, container);
    return state(container, status)
        .filter(state -> once ? state.getWaiting() != null : !ended(state, task))
        .isPresent();
  }

  private static boolean once(Pod pod, Container container) {
    return pod.getSpec().getInitContainers().contains(container)
        && !"Always".equals(container.getRestartPolicy());
  }

  /** A container that would run again with another task, and may not. */
  private static Optional<String> overForGood(
      Pod pod, TaskView task, PodStatus status, boolean stopping) {
    return pod.getSpec().getContainers().stream()
        .filter(
            c -> (!stopping && terminated(c, task, status)) || terminated(c, task, pod.getStatus()))
        .map(Container::getName)
        .findFirst();
  }

  private static boolean terminated(
      Container container, TaskView task, @Nullable PodStatus status) {
    return status != null && state(container, status).filter(s -> ended(s, task)).isPresent();
  }

  /** In this task: what is told of the one before may have to be kept while this one runs. */
  private static boolean ended(ContainerState state, TaskView task) {
    return state.getTerminated() != null
        && ContainerId.parse(state.getTerminated().getContainerID())
            .filter(id -> !id.task().equals(TaskView.idOf(task.arn())))
            .isEmpty();
  }

  private static Optional<ContainerState> state(Container container, PodStatus status) {
    return PodContainers.told(status, container.getName()).map(ContainerStatus::getState);
  }

  /** In a kubelet's words, where it has some. */
  private static List<Action.Tell> replaced(Pod pod, List<Container> changed, PodStatus status) {
    var others =
        PodContainers.of(pod.getSpec())
            .filter(c -> !changed.contains(c))
            .filter(c -> state(c, status).filter(s -> s.getRunning() != null).isPresent())
            .map(
                c ->
                    "Stopping container "
                        + c.getName()
                        + ": a Fargate task keeps its images, and another takes its place");
    return Stream.concat(changed.stream().map(c -> words(pod, c)), others)
        .map(message -> new Action.Tell(false, "Killing", message))
        .toList();
  }

  private static String words(Pod pod, Container container) {
    return pod.getSpec().getInitContainers().contains(container)
        ? "Init container " + container.getName() + " definition changed"
        : "Container " + container.getName() + " definition changed, will be restarted";
  }

  private static List<Action.Tell> kept(List<Container> outdated, Optional<String> over) {
    String why =
        over.map(name -> "; container " + name + " has ended for good, and would run again")
            .orElse("");
    return outdated.stream()
        .map(
            container ->
                new Action.Tell(
                    true,
                    "ImageNotChanged",
                    "container "
                        + container.getName()
                        + ": a Fargate task keeps its images, and "
                        + container.getImage()
                        + " counts from the pod's next task on"
                        + why))
        .toList();
  }
}
