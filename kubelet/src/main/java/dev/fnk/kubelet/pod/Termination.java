package dev.fnk.kubelet.pod;

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
  private static final long USUAL_SECONDS = 30;

  /** For the agent to do it, and to tell of it. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** Of a pod that is being deleted: what the one who deletes it allows. */
  static Termination ofDeleted(Pod pod) {
    var meta = pod.getMetadata();
    Long allowed = meta.getDeletionGracePeriodSeconds();
    Duration grace = allowed == null ? own(pod) : Duration.ofSeconds(Math.max(0, allowed));
    // The API server has added the grace to the time of the request already.
    return new Termination(grace, Instant.parse(meta.getDeletionTimestamp()).plus(SLACK));
  }

  /** Of a pod that was to end at a time. */
  static Termination ofLate(Pod pod, Instant deadline) {
    Duration grace = own(pod);
    return new Termination(grace, deadline.plus(grace).plus(SLACK));
  }

  private static Duration own(Pod pod) {
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(seconds == null ? USUAL_SECONDS : Math.max(0, seconds));
  }
}
