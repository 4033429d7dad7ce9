package dev.fnk.kubelet.reference;

import dev.fnk.kubelet.reference.Need.Target;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Objects that running pods name beyond those that are watched, each read when it is asked for. */
final class PolledObjects {
  /** As often as a kubelet reads what it caches for a time (one minute). */
  private static final int EVERY_MILLIS = 60_000;

  private static final int SPREAD_MILLIS = 30_000;
  private static final int PARALLEL = 10;

  private final KubernetesClient client;
  private final Semaphore places = new Semaphore(PARALLEL, true);

  PolledObjects(KubernetesClient client) {
    this.client = client;
  }

  /** When a pod's are to be read again; not those of all pods at once. */
  static Duration every(Pod pod) {
    return Duration.ofMillis(
        EVERY_MILLIS + Math.floorMod(pod.getMetadata().getUid().hashCode(), SPREAD_MILLIS));
  }

  /** Adds what there is to what was found; returns why it is not known what there is. */
  Optional<Reading.NotNow> read(Pod pod, Set<Target> targets, Map<Target, ObjectData> found)
      throws InterruptedException {
    for (Target target : targets) {
      places.acquire();
      try {
        ObjectData data = read(pod.getMetadata().getNamespace(), target);
        if (data != null) {
          found.put(target, data);
        }
      } catch (KubernetesClientException e) {
        return Optional.of(
            new Reading.NotNow(
                target.kind().title() + " " + target.name() + ": " + ApiTrouble.brief(e)));
      } finally {
        places.release();
      }
    }
    return Optional.empty();
  }

  private @Nullable ObjectData read(String namespace, Target target) {
    return switch (target.kind()) {
      case SECRET -> {
        Secret secret = client.secrets().inNamespace(namespace).withName(target.name()).get();
        yield secret == null ? null : ObjectData.of(secret);
      }
      case CONFIG_MAP -> {
        ConfigMap map = client.configMaps().inNamespace(namespace).withName(target.name()).get();
        yield map == null ? null : ObjectData.of(map);
      }
      case SERVICE_ACCOUNT, NAMESPACE ->
          throw new IllegalArgumentException("no pod's spec refers to such");
    };
  }
}
