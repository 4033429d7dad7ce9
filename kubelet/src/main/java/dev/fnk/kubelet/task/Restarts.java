package dev.fnk.kubelet.task;

import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import dev.fnk.kubelet.podspec.RestartPolicy;
import dev.fnk.kubelet.schedule.Doubling;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether and when a pod whose task has ended gets another. As the kubelet does it: at once after
 * the first end, then after 10 s, doubling to 5 minutes, from the start again after 10 minutes of
 * running.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy">Restart
 *     policy</a>
 */
public final class Restarts {
  private static final Doubling DELAYS =
      new Doubling(Duration.ofSeconds(10), Duration.ofMinutes(5));
  private static final Duration GOOD_RUN = Duration.ofMinutes(10);

  private Restarts() {}

  /**
   * @param task a finished task of the pod
   * @param failures how many ends in a row went before
   * @param deleted whether the pod is being deleted: nothing is started then
   */
  public static AfterTask after(Pod pod, TaskView task, int failures, boolean deleted) {
    if (deleted) {
      return new AfterTask.Ended();
    }
    Optional<StopCause> cause = startFailure(pod, task);
    if (cause.isPresent() && cause.get().kind() == StopCause.Kind.RETRIED) {
      // Retried whatever the policy says, and never at once: the image is still missing.
      return new AfterTask.Again(
          delay(failures + 1), cause.get().backOffReason(), cause.get().message(), failures + 1);
    }
    boolean restart =
        switch (RestartPolicy.of(pod.getSpec())) {
          // All its containers would run anew, those that never do among them.
          case NEVER -> false;
          case ALWAYS, ON_FAILURE ->
              pod.getSpec().getContainers().stream()
                  .anyMatch(container -> follows(pod, container, task));
        };
    if (!restart) {
      return new AfterTask.Ended();
    }
    if (task.capacityTaken()) {
      // No fault of the containers: it does not count as a failure, nor is it tried in a rush.
      return new AfterTask.Again(DELAYS.first(), "ContainerCreating", task.words(), failures);
    }
    int level = ranWell(task) ? 0 : failures;
    Duration delay = delay(level);
    return new AfterTask.Again(
        delay,
        "CrashLoopBackOff",
        "back-off "
            + delay.toSeconds()
            + "s restarting the containers of pod "
            + pod.getMetadata().getName(),
        level + 1);
  }

  /** Whether it would run again after the end it had; one whose end nobody knows has failed. */
  private static boolean follows(Pod pod, Container container, TaskView task) {
    OptionalInt code =
        task.container(container.getName())
            .map(ContainerView::exitCode)
            .orElseGet(OptionalInt::empty);
    return code.isPresent()
        ? ContainerRestart.follows(pod.getSpec(), container, code.getAsInt())
        : RestartPolicy.of(pod.getSpec(), container) != Restart.NEVER;
  }

  /** 0, 10 s, 20 s, 40 s ... 5 min. */
  static Duration delay(int failures) {
    return failures == 0 ? Duration.ZERO : DELAYS.after(failures - 1);
  }

  /** Why nothing ran; empty when the containers did. */
  public static Optional<StopCause> startFailure(Pod pod, TaskView task) {
    if (task.started() || task.containers().stream().anyMatch(c -> c.exitCode().isPresent())) {
      return Optional.empty();
    }
    List<StopCause> causes =
        pod.getSpec().getContainers().stream()
            .map(c -> StopCause.of(task, task.container(c.getName())))
            .toList();
    return causes.stream()
        .filter(c -> c.kind() == StopCause.Kind.RETRIED && c.reason().equals("ErrImagePull"))
        .findFirst()
        .or(() -> causes.stream().filter(c -> c.kind() == StopCause.Kind.START_ERROR).findFirst())
        .or(() -> causes.stream().findFirst());
  }

  /**
   * Whether the pod did what it was for: all its containers have ended with 0. One that ECS has
   * stopped with the first has not, nor has one whose end nobody knows.
   *
   * @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase">Pod
   *     phase</a>
   */
  public static boolean succeeded(Pod pod, TaskView task) {
    return pod.getSpec().getContainers().stream()
        .allMatch(
            container ->
                task.container(container.getName())
                    .filter(ended -> ended.exitCode().equals(OptionalInt.of(0)))
                    .isPresent());
  }

  private static boolean ranWell(TaskView task) {
    return task.startedAt()
        .flatMap(from -> task.finishedAt().map(to -> Duration.between(from, to)))
        .filter(ran -> ran.compareTo(GOOD_RUN) >= 0)
        .isPresent();
  }
}
