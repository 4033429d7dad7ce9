package dev.fnk.kubelet.reference;

import dev.fnk.kubelet.reference.Need.Target;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The objects that pods of the node name, each watched once, as long as a pod names it. A node may
 * list and watch an object only by its name, and only while one of its pods names it.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/node/">Using Node
 *     authorization</a>
 */
final class WatchedObjects implements AutoCloseable {
  private record Key(String namespace, Target target) {}

  private final KubernetesClient client;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, WatchedObject<?>> objects = new HashMap<>();
  private final Map<String, Set<Key>> byPod = new HashMap<>();

  /**
   * @param most watches at a time
   */
  WatchedObjects(KubernetesClient client, int most) {
    this.client = client;
    this.most = most;
  }

  /**
   * From now on the pod uses these objects and no others.
   *
   * @param pod its uid
   * @param spare watches that are left to others; what others use too is had all the same
   * @param changed called from any thread; must not block
   * @return the objects; empty: they would be too many, and the pod uses what it used before
   */
  Optional<Map<Target, WatchedObject<?>>> use(
      String pod, String namespace, Set<Target> targets, int spare, Runnable changed) {
    var used = new LinkedHashMap<Target, WatchedObject<?>>();
    List<WatchedObject<?>> ended;
    lock.lock();
    try {
      if (tooMany(pod, namespace, targets, spare)) {
        return Optional.empty();
      }
      var keys = new HashSet<Key>();
      for (Target target : targets) {
        var key = new Key(namespace, target);
        WatchedObject<?> object = objects.computeIfAbsent(key, this::watch);
        object.usedBy(pod, changed);
        used.put(target, object);
        keys.add(key);
      }
      Set<Key> before = byPod.put(pod, keys);
      ended = left(pod, before == null ? Set.of() : before, keys);
    } finally {
      lock.unlock();
    }
    ended.forEach(WatchedObject::close);
    return Optional.of(used);
  }

  /** Under the lock. */
  private boolean tooMany(String pod, String namespace, Set<Target> targets, int spare) {
    long more = 0;
    boolean shared = true;
    for (Target target : targets) {
      WatchedObject<?> object = objects.get(new Key(namespace, target));
      more += object == null ? 1 : 0;
      shared &= object != null && (!object.watched() || object.usedByOthersThan(pod));
    }
    return !shared && watches() + more > most - spare;
  }

  private long watches() {
    return objects.values().stream().filter(WatchedObject::watched).count();
  }

  /** The pod uses none any more. */
  void release(String pod) {
    List<WatchedObject<?>> ended;
    lock.lock();
    try {
      Set<Key> before = byPod.remove(pod);
      ended = left(pod, before == null ? Set.of() : before, Set.of());
    } finally {
      lock.unlock();
    }
    ended.forEach(WatchedObject::close);
  }

  /** How many are watched. */
  int size() {
    lock.lock();
    try {
      return (int) watches();
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: those that nobody uses any more. */
  private List<WatchedObject<?>> left(String pod, Set<Key> before, Set<Key> now) {
    var ended = new ArrayList<WatchedObject<?>>();
    for (Key key : before) {
      WatchedObject<?> object = objects.get(key);
      if (object != null && !now.contains(key) && object.leftBy(pod)) {
        objects.remove(key);
        ended.add(object);
      }
    }
    return ended;
  }

  private WatchedObject<?> watch(Key key) {
    String name = key.target().name();
    String what = key.target().kind().title() + " " + key.namespace() + "/" + name;
    return switch (key.target().kind()) {
      case SECRET ->
          new WatchedObject<>(
              what,
              named(client.secrets().inNamespace(key.namespace()), name),
              ObjectData::of,
              secret -> Boolean.TRUE.equals(secret.getImmutable()));
      case CONFIG_MAP ->
          new WatchedObject<>(
              what,
              named(client.configMaps().inNamespace(key.namespace()), name),
              ObjectData::of,
              map -> Boolean.TRUE.equals(map.getImmutable()));
      case SERVICE_ACCOUNT ->
          new WatchedObject<>(
              what,
              named(client.serviceAccounts().inNamespace(key.namespace()), name),
              ObjectData::annotations,
              _ -> false);
      case NAMESPACE ->
          new WatchedObject<>(
              what, named(client.namespaces(), name), ObjectData::annotations, _ -> false);
    };
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> named(
      NonNamespaceOperation<T, ?, ?> all, String name) {
    return all.withField("metadata.name", name).runnableInformer(0);
  }

  @Override
  public void close() {
    List<WatchedObject<?>> all;
    lock.lock();
    try {
      all = List.copyOf(objects.values());
      objects.clear();
      byPod.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(WatchedObject::close);
  }
}
