package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;

/**
 * What the node remembers of a pod (one uid) beside the pod's object: which of its tasks is the
 * present one, and which calls have to wait.
 *
 * @param attempt the pod's how-manieth task, from 0
 * @param task ARN or id of this attempt's task; empty: not started yet, as far as is known
 * @param previousTask that of the one before
 * @param sizing what the task was given, and why; empty: as noted at the pod
 * @param failures back-off level of the containers
 * @param launch when a launch may be tried (again)
 * @param refusal why the last launch came to nothing
 * @param stop when the task's end may be asked for (again)
 * @param write when the pod may be written (again)
 * @param replacing since when the task is brought to its end for its images, which are others than
 *     the pod's
 */
record PodRecord(
    int attempt,
    Optional<String> task,
    Optional<String> previousTask,
    Optional<Sizing> sizing,
    int failures,
    Retry launch,
    Optional<Refusal> refusal,
    Retry stop,
    Retry write,
    Optional<Instant> replacing) {
  /** More of them change no delay. */
  private static final int MOST_FAILURES = 10;

  /**
   * A launch that came to nothing, as the pod's containers show it.
   *
   * @param waitingReason such as {@code ContainerCreating}
   */
  record Refusal(String waitingReason, String message) {
    /** After the first the kubelet says that it backs off from pulling an image. */
    static Refusal of(String waitingReason, String message, PodRecord record) {
      boolean again = record.launch().failures() > 0 && waitingReason.equals("ErrImagePull");
      return new Refusal(again ? "ImagePullBackOff" : waitingReason, message);
    }
  }

  /** Of a pod that this process has not seen before: by what the node has written to its status. */
  static PodRecord of(Pod pod) {
    // The count of restarts is the best memory of the back-off level that there is.
    int failures =
        pod.getStatus() == null
            ? 0
            : pod.getStatus().getContainerStatuses().stream()
                .mapToInt(ContainerStatus::getRestartCount)
                .map(restarts -> Math.min(restarts, MOST_FAILURES))
                .max()
                .orElse(0);
    return new PodRecord(
        PodAnnotations.attempt(pod),
        ToldTasks.present(pod.getStatus()),
        ToldTasks.previous(pod.getStatus()),
        Optional.empty(),
        failures,
        Retry.NONE,
        Optional.empty(),
        Retry.NONE,
        Retry.NONE,
        Optional.empty());
  }

  /**
   * Its task was found at ECS; whose identity says that it is this pod's.
   *
   * @param unnoted what it was given, if that is not noted at the pod
   */
  PodRecord adopted(TaskView view, Optional<String> before, Optional<Sizing> unnoted) {
    int its = view.identity().map(identity -> identity.attempt()).orElse(attempt);
    return new PodRecord(
        its,
        Optional.of(view.arn()),
        before.or(() -> previousTask),
        unnoted.or(() -> sizing),
        failures,
        Retry.NONE,
        Optional.empty(),
        Retry.NONE,
        write,
        Optional.empty());
  }

  /**
   * What was thought to be this attempt's task is not.
   *
   * @param earlier that task, if it is one of the pod's all the same
   */
  PodRecord disowned(Optional<String> earlier) {
    return new PodRecord(
        attempt,
        Optional.empty(),
        earlier.or(() -> previousTask),
        sizing,
        failures,
        launch,
        refusal,
        Retry.NONE,
        write,
        Optional.empty());
  }

  PodRecord launched(String arn, Sizing given) {
    return new PodRecord(
        attempt,
        Optional.of(arn),
        previousTask,
        Optional.of(given),
        failures,
        Retry.NONE,
        Optional.empty(),
        Retry.NONE,
        write,
        Optional.empty());
  }

  PodRecord launchFailed(Refusal why, Instant now) {
    return new PodRecord(
        attempt,
        task,
        previousTask,
        sizing,
        failures,
        launch.failed(now),
        Optional.of(why),
        stop,
        write,
        replacing);
  }

  /** The end of the present task was asked for; it is asked for again if it does not come. */
  PodRecord stopAsked(Instant again) {
    return withStop(new Retry(0, again));
  }

  /** The agent was told what to run. */
  PodRecord instructed() {
    return launchAtOnce();
  }

  /** What made a launch fail is another by now: nothing is waited for. */
  PodRecord launchAtOnce() {
    return new PodRecord(
        attempt,
        task,
        previousTask,
        sizing,
        failures,
        Retry.NONE,
        Optional.empty(),
        stop,
        write,
        replacing);
  }

  /**
   * Its task is to end, for one with the pod's images.
   *
   * @param since empty: it is not
   */
  PodRecord replacing(Optional<Instant> since) {
    return new PodRecord(
        attempt, task, previousTask, sizing, failures, launch, refusal, stop, write, since);
  }

  /** Whether the end of its task was asked for, for one with the pod's images. */
  boolean replaced() {
    return replacing.isPresent() && !stop.equals(Retry.NONE);
  }

  PodRecord stopFailed(Instant now) {
    return withStop(stop.failed(now));
  }

  PodRecord written() {
    return withWrite(Retry.NONE);
  }

  PodRecord writeFailed(Instant now) {
    return withWrite(write.failed(now));
  }

  /** The next attempt: its task is not there yet. */
  PodRecord nextAttempt(int failuresNow) {
    return new PodRecord(
        attempt + 1,
        Optional.empty(),
        task.or(() -> previousTask),
        sizing,
        failuresNow,
        Retry.NONE,
        Optional.empty(),
        Retry.NONE,
        write,
        Optional.empty());
  }

  private PodRecord withStop(Retry its) {
    return new PodRecord(
        attempt, task, previousTask, sizing, failures, launch, refusal, its, write, replacing);
  }

  private PodRecord withWrite(Retry its) {
    return new PodRecord(
        attempt, task, previousTask, sizing, failures, launch, refusal, stop, its, replacing);
  }
}
