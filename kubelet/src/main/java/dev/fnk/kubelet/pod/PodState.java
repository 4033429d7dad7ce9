package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All that the node knows of one pod (one uid); immutable, each change is another state.
 *
 * @param pod the newest of its object that was seen, or that was answered to a write
 * @param followed whether the feed of pods still has to say that it is gone
 * @param status the one the node stands by, if the object does not have it yet
 */
record PodState(
    Pod pod, boolean followed, PodRecord record, Observations seen, Optional<PodStatus> status) {
  static PodState of(Pod pod) {
    return new PodState(pod, true, PodRecord.of(pod), Observations.NONE, Optional.empty());
  }

  String uid() {
    return pod.getMetadata().getUid();
  }

  /** For people: {@code NAMESPACE/NAME}. */
  String name() {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  /** The feed tells of the pod. */
  PodState followed(Pod now) {
    PodState newer = newer(now);
    return new PodState(newer.pod, true, newer.record, newer.back(), status);
  }

  private Observations back() {
    return seen.presence() == Presence.SUSPECTED ? seen.with(Presence.PRESENT) : seen;
  }

  /** The answer to a write or a read; what is older than what is known changes nothing. */
  PodState newer(Pod now) {
    if (older(now, pod)) {
      return this;
    }
    return images(now).equals(images(pod))
        ? new PodState(now, followed, record, seen, status)
        // What was read was read of other images, and may have failed for them.
        : new PodState(now, followed, record.launchAtOnce(), seen.with(Optional.empty()), status);
  }

  private static Map<String, String> images(Pod pod) {
    return PodIdentity.of(pod, 0).images();
  }

  /**
   * Versions of one resource can be compared as numbers, says Kubernetes since 1.35; those that are
   * none are told apart only.
   */
  private static boolean older(Pod one, Pod other) {
    String version = one.getMetadata().getResourceVersion();
    String than = other.getMetadata().getResourceVersion();
    return number(version)
        && number(than)
        && new BigInteger(version).compareTo(new BigInteger(than)) < 0;
  }

  private static boolean number(String version) {
    return version != null && !version.isEmpty() && version.chars().allMatch(Character::isDigit);
  }

  /** The feed says that it was deleted, or does not have it any more without having seen why. */
  PodState unfollowed(boolean certain) {
    boolean gone = certain || seen.presence() == Presence.GONE;
    return new PodState(
        pod, false, record, seen.with(gone ? Presence.GONE : Presence.SUSPECTED), status);
  }

  PodState gone() {
    return new PodState(pod, followed, record, seen.with(Presence.GONE), status);
  }

  PodState present(Pod now) {
    PodState newer = newer(now);
    return new PodState(newer.pod, followed, record, back(), status);
  }

  /** News of the task; those of another task than the present one change nothing. */
  PodState seen(TaskView view, Instant now) {
    if (record.task().filter(task -> TaskView.idOf(task).equals(view.id())).isEmpty()) {
      return this;
    }
    if (!view.gone() && !ours(view)) {
      PodRecord without = record.disowned(its(view) ? Optional.of(view.arn()) : Optional.empty());
      return new PodState(pod, followed, without, seen.ofNextTask(), status);
    }
    return new PodState(pod, followed, record, seen.with(view, now), status);
  }

  /** News of the agent in a task; of another task than the present one they change nothing. */
  PodState reported(String task, AgentStatus told, Instant now) {
    return ofTask(task) ? new PodState(pod, followed, record, seen.with(told, now), status) : this;
  }

  /** The agent in a task cannot be heard; of another task than the present one it means nothing. */
  PodState unheard(String task, Instant now) {
    return ofTask(task) ? new PodState(pod, followed, record, seen.unheard(now), status) : this;
  }

  /** The agent in the present task was asked to end its containers. */
  PodState endAsked(Instant now) {
    return new PodState(pod, followed, record, seen.endAsked(now), status);
  }

  /** Whether this is its present task. */
  boolean ofTask(String task) {
    return record.task().filter(own -> TaskView.idOf(own).equals(TaskView.idOf(task))).isPresent();
  }

  /** Whose task it is, the task itself says. */
  private boolean ours(TaskView view) {
    return its(view) && view.identity().filter(i -> i.attempt() == record.attempt()).isPresent();
  }

  private boolean its(TaskView view) {
    return view.identity().filter(identity -> identity.uid().equals(uid())).isPresent();
  }

  PodState adopted(TaskView view, Optional<String> before, Optional<Sizing> unnoted, Instant now) {
    return new PodState(
        pod,
        followed,
        record.adopted(view, before, unnoted),
        seen.ofNextTask().with(view, now),
        status);
  }

  PodState launched(String arn, Optional<TaskView> view, Sizing sizing, Instant now) {
    Observations next = seen.ofNextTask();
    return new PodState(
        pod,
        followed,
        record.launched(arn, sizing),
        view.map(v -> next.with(v, now)).orElse(next),
        status);
  }

  PodState launchFailed(PodRecord.Refusal why, Instant now) {
    return new PodState(
        pod, followed, record.launchFailed(why, now), seen.with(Optional.empty()), status);
  }

  /** The agent was told; what its spec refers to is kept no longer. */
  PodState instructed(VolumeDigests volumes) {
    return new PodState(pod, followed, record.instructed(), seen.instructed(volumes), status);
  }

  PodState volumes(UnaryOperator<FollowedVolumes> change) {
    return new PodState(pod, followed, record, seen.volumes(change), status);
  }

  PodState resolved(Resolution inputs) {
    return new PodState(pod, followed, record, seen.with(Optional.of(inputs)), status);
  }

  /** What its spec refers to has changed. */
  PodState unresolved() {
    return new PodState(pod, followed, record, seen.with(Optional.empty()), status);
  }

  PodState standsBy(PodStatus its) {
    Optional<PodStatus> ahead = its.equals(pod.getStatus()) ? Optional.empty() : Optional.of(its);
    return new PodState(pod, followed, record, seen, ahead);
  }

  /** The pod was written as {@code decided}, decided on {@code from}. */
  PodState written(PodRecord from, PodRecord decided, Pod now) {
    PodRecord next = record.equals(from) ? decided : record;
    boolean another = next.attempt() != record.attempt();
    PodState newer = newer(now);
    return new PodState(
        newer.pod,
        followed,
        next.written(),
        another ? seen.ofNextTask() : newer.seen,
        Optional.empty());
  }

  PodState record(UnaryOperator<PodRecord> transition) {
    return new PodState(pod, followed, transition.apply(record), seen, status);
  }

  boolean deleting() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Whether containers of it run, as far as is known; ECS says so later than the agent. */
  boolean running() {
    return seen.task()
        .filter(view -> view.phase() == TaskView.Phase.RUNNING || (starting(view) && agentTells()))
        .isPresent();
  }

  private static boolean starting(TaskView view) {
    return view.phase() == TaskView.Phase.STARTING;
  }

  private boolean agentTells() {
    return seen.agent().stream()
        .flatMap(agent -> agent.containers().stream())
        .anyMatch(container -> container.state() == ContainerReport.State.RUNNING);
  }
}
