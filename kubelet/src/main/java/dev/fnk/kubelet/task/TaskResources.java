package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's task was made with, which no change of the running pod changes. The status is the
 * memory: what it says of a task's containers is kept for as long as the task is the same.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/">Resize
 *     CPU and memory resources assigned to containers</a>
 */
final class TaskResources {
  static final String PENDING = "PodResizePending";
  private static final String MESSAGE =
      ": a Fargate task keeps the size that it was made with (instead: change the resources in the"
          + " template of the workload, or make a new pod)";

  private final Pod pod;
  private final PodStatus before;
  private final TaskView task;

  /**
   * @param before the pod's last status
   */
  TaskResources(Pod pod, PodStatus before, TaskView task) {
    this.pod = pod;
    this.before = before;
    this.task = task;
  }

  /** The statuses, with what the task really has. */
  List<ContainerStatus> of(List<ContainerStatus> statuses, boolean init) {
    return statuses.stream().map(status -> of(status, init)).toList();
  }

  private ContainerStatus of(ContainerStatus status, boolean init) {
    Optional<ContainerStatus> last =
        ContainerStates.before(pod, status.getName(), init).filter(this::ofThisTask);
    return sized(imaged(status, last), last);
  }

  /** An image that has changed since is not what runs. */
  private ContainerStatus imaged(ContainerStatus status, Optional<ContainerStatus> last) {
    String name = status.getName();
    String made =
        TaskImages.of(task, name)
            .or(() -> last.map(ContainerStatus::getImage))
            .orElse(status.getImage());
    if (made.equals(status.getImage())) {
      return status;
    }
    return new ContainerStatusBuilder(status)
        .withImage(made)
        .withImageID(
            ContainerStates.imageId(made, task.container(name))
                .or(() -> last.map(ContainerStatus::getImageID))
                .orElse(""))
        .build();
  }

  private ContainerStatus sized(ContainerStatus status, Optional<ContainerStatus> last) {
    Container container = container(status.getName());
    if (!resizable(container)) {
      return status;
    }
    ResourceRequirements made =
        last.map(ContainerStatus::getResources)
            .orElseGet(
                () ->
                    new ResourceRequirementsBuilder()
                        .withRequests(requested(container).getRequests())
                        .withLimits(requested(container).getLimits())
                        .build());
    return new ContainerStatusBuilder(status)
        .withResources(made)
        .withAllocatedResources(made.getRequests())
        .build();
  }

  /**
   * Whether the API server knows of resizes: one that does not would drop the fields, and the
   * status would be written for ever. It gives pods a generation since the release in which it
   * knows, and refuses to resize those whose running containers' statuses have no resources.
   */
  private boolean resizable(Container container) {
    Long generation = pod.getMetadata().getGeneration();
    return !container.getResizePolicy().isEmpty() || (generation != null && generation > 0);
  }

  /** Its container's id says so, or before it has one, its address. */
  private boolean ofThisTask(ContainerStatus last) {
    return ContainerId.parse(last.getContainerID())
            .filter(id -> id.task().equals(task.id()))
            .isPresent()
        || task.ip().filter(ip -> ip.equals(before.getPodIP())).isPresent();
  }

  /**
   * That a resize was asked for which cannot be had; in a kubelet's words.
   *
   * @param statuses of all containers, as {@link #of} has made them
   */
  Optional<PodCondition> pending(Stream<ContainerStatus> statuses, Instant now) {
    List<String> resized =
        statuses.filter(this::resized).map(status -> "container " + status.getName()).toList();
    if (resized.isEmpty()) {
      return Optional.empty();
    }
    String since =
        before.getConditions().stream()
            .filter(condition -> condition.getType().equals(PENDING))
            .map(PodCondition::getLastTransitionTime)
            .findFirst()
            .orElse(ContainerStates.time(now));
    return Optional.of(
        new PodConditionBuilder()
            .withType(PENDING)
            .withStatus("True")
            .withReason("Infeasible")
            .withMessage(String.join(", ", resized) + MESSAGE)
            .withLastTransitionTime(since)
            .withObservedGeneration(pod.getMetadata().getGeneration())
            .build());
  }

  private boolean resized(ContainerStatus status) {
    Container container = container(status.getName());
    ResourceRequirements made = orNone(status.getResources());
    ResourceRequirements asked = requested(container);
    return resizable(container)
        && !(asked.getRequests().equals(made.getRequests())
            && asked.getLimits().equals(made.getLimits()));
  }

  private Container container(String name) {
    return ContainerMapping.all(pod.getSpec()).stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ResourceRequirements requested(Container container) {
    return orNone(container.getResources());
  }

  private static ResourceRequirements orNone(@Nullable ResourceRequirements resources) {
    return resources == null ? new ResourceRequirements() : resources;
  }
}
