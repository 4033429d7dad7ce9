package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long pods took from their creation until the API server knew that they run.
 *
 * @param launched told once a pod
 */
record TimedLaunches(PodApi api, InstantSource clock, Consumer<Duration> launched)
    implements PodApi {
  @Override
  public Written writeStatus(Pod pod, PodStatus status, Map<String, @Nullable String> annotations)
      throws InterruptedException {
    Written written = api.writeStatus(pod, status, annotations);
    String before = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    boolean first = before == null || before.equals("Pending");
    String created = pod.getMetadata().getCreationTimestamp();
    if (written instanceof Written.Done
        && first
        && "Running".equals(status.getPhase())
        && created != null) {
      launched.accept(Duration.between(Instant.parse(created), clock.instant()));
    }
    return written;
  }

  @Override
  public void delete(Pod pod) throws InterruptedException {
    api.delete(pod);
  }

  @Override
  public Optional<Pod> live(String namespace, String name, String uid) throws InterruptedException {
    return api.live(namespace, name, uid);
  }
}
