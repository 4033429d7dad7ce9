package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.podspec.TerminationGrace;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a pod's containers may take to end.
 *
 * @param grace from TERM to KILL
 * @param end when the whole task is stopped, whatever its agent says
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination">Pod
 *     termination</a>
 */
record Termination(Duration grace, Instant end) {
  /** For the agent to do it, and to tell of it. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** Of a pod that is being deleted: what the one who deletes it allows. */
  static Termination ofDeleted(Pod pod) {
    var meta = pod.getMetadata();
    Long allowed = meta.getDeletionGracePeriodSeconds();
    Duration grace =
        allowed == null ? TerminationGrace.of(pod.getSpec()) : TerminationGrace.within(allowed);
    // The API server has added the grace to the time of the request already.
    return new Termination(grace, Instant.parse(meta.getDeletionTimestamp()).plus(SLACK));
  }

  /**
   * Of a pod that is past its deadline. Its grace begins when its end was first asked for, at the
   * deadline at the earliest: a change may have put that into the past, or no node was there.
   */
  static Termination ofLate(Pod pod, Instant deadline, Observations seen, Instant now) {
    Instant from = seen.endingSince().orElse(now);
    return from(pod, from.isBefore(deadline) ? deadline : from);
  }

  /** Of a pod, or a task of it, that was to end from a time on. */
  static Termination from(Pod pod, Instant time) {
    Duration grace = TerminationGrace.of(pod.getSpec());
    return new Termination(grace, time.plus(grace).plus(SLACK));
  }
}
