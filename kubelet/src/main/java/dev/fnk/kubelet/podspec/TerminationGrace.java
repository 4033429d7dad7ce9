package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Duration;

/**
 * How long a pod's containers may take to end, where nobody says otherwise.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination">Pod
 *     termination</a>
 */
public final class TerminationGrace {
  private static final long USUAL_SECONDS = 30;

  /** Agents take no more; Kubernetes has no limit. */
  private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

  private TerminationGrace() {}

  /** The pod's own. */
  public static Duration of(PodSpec spec) {
    Long seconds = spec.getTerminationGracePeriodSeconds();
    return within(seconds == null ? USUAL_SECONDS : seconds);
  }

  /** What an agent can be told. */
  public static Duration within(long seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, 0, MOST_SECONDS));
  }
}
