package dev.fnk.kubelet.reference;

import dev.fnk.kubelet.reference.Need.Kind;
import dev.fnk.kubelet.reference.Need.Target;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Reads the namespaces and the service accounts of pods; each is watched while a pod of it may
 * still have to be told of a change. A node may read neither by the Node authorizer: it may by the
 * cluster role {@code fnk:virtual-nodes}.
 */
final class InheritanceReader implements AutoCloseable {
  private final WatchedObjects objects;
  private final Semaphore lists;
  private final Duration patience;
  private final int most;

  InheritanceReader(KubernetesClient client, Semaphore lists, Duration patience, int most) {
    this.objects = new WatchedObjects(client, most);
    this.lists = lists;
    this.patience = patience;
    this.most = most;
  }

  /** As {@link ReferenceReader#inherited}. */
  Inheritance read(Pod pod, Runnable changed) throws InterruptedException {
    String uid = pod.getMetadata().getUid();
    String name = pod.getMetadata().getNamespace();
    var namespace = new Target(Kind.NAMESPACE, name);
    var account = new Target(Kind.SERVICE_ACCOUNT, References.of(pod).serviceAccount());
    long until = System.nanoTime() + patience.toNanos();
    Optional<Map<Target, WatchedObject<?>>> watched =
        objects.use(uid, name, Set.of(namespace, account), 0, changed);
    if (watched.isEmpty()) {
      return new Inheritance.NotNow(
          "the node watches " + most + " namespaces and service accounts and may not watch more");
    }
    var found = new LinkedHashMap<Target, Map<String, String>>();
    for (var object : watched.get().entrySet()) {
      Target target = object.getKey();
      var left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
      if (!object.getValue().listed(lists, left)) {
        return new Inheritance.NotNow(object.getValue().trouble());
      }
      if (object.getValue().readBy(uid).orElse(null)
          instanceof ObjectData.OfAnnotations(Map<String, String> annotations)) {
        found.put(target, annotations);
      } else {
        return new Inheritance.NotNow(target.kind().told(target.name()) + " not found");
      }
    }
    return new Inheritance.Known(
        new InheritedAnnotations(
            found.getOrDefault(namespace, Map.of()), found.getOrDefault(account, Map.of())));
  }

  void release(String podUid) {
    objects.release(podUid);
  }

  @Override
  public void close() {
    objects.close();
  }
}
