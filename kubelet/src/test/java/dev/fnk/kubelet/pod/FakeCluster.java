package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.schedule.VirtualTime;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The pods of an API server in memory, in virtual time, with a watch that lags and breaks. */
final class FakeCluster {
  private final VirtualTime time;
  private final Faults faults;
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final List<Change> log = new ArrayList<>();
  private final Map<String, Integer> calls = new TreeMap<>();
  private final Map<String, List<Instant>> writes = new HashMap<>();
  private final Map<String, List<Instant>> imageChanges = new HashMap<>();
  private BiConsumer<Pod, Pod> onStatus = (_, _) -> {};
  private long version = 100;
  private int uids;
  private final Set<String> failing = new HashSet<>();
  private Duration answersLate = Duration.ZERO;
  private boolean contended;
  private boolean down;
  private @Nullable Feed feed;

  /** One entry of the watch. */
  private record Change(Pod pod, boolean deleted) {}

  FakeCluster(VirtualTime time, Faults faults) {
    this.time = time;
    this.faults = faults;
  }

  /** Breaks the watch: for a minute nothing is told, then all is listed anew. */
  void gap() {
    if (feed != null) {
      feed.breakOff(Duration.ofMinutes(1));
    }
  }

  /** Told of each status that is written, with the pod before and after. */
  void onStatus(BiConsumer<Pod, Pod> listener) {
    this.onStatus = listener;
  }

  void down(boolean now) {
    this.down = now;
  }

  /** From now on this call fails, whatever else is served. */
  void failing(String call, boolean now) {
    if (now) {
      failing.add(call);
    } else {
      failing.remove(call);
    }
  }

  /** How long the answer to a write, which is done at once, is under way. */
  void writesAnsweredAfter(Duration delay) {
    answersLate = delay;
  }

  /** Whether somebody else writes each pod just before the node does. */
  void contended(boolean now) {
    contended = now;
  }

  List<Pod> pods() {
    return List.copyOf(pods.values());
  }

  Optional<Pod> byUid(String uid) {
    return pods.values().stream().filter(p -> p.getMetadata().getUid().equals(uid)).findFirst();
  }

  Map<String, Integer> calls() {
    return calls;
  }

  /** When the node has asked for something of this pod, by uid. */
  Map<String, List<Instant>> writes() {
    return writes;
  }

  /** When a pod's image has become another, by uid. */
  Map<String, List<Instant>> imageChanges() {
    return imageChanges;
  }

  // What users and controllers do.

  Pod create(Pod pod) {
    String key = key(pod);
    if (pods.containsKey(key)) {
      throw new IllegalStateException("there is a " + key);
    }
    Pod made =
        new PodBuilder(pod)
            .withMetadata(
                new ObjectMetaBuilder(pod.getMetadata())
                    .withUid("uid-" + ++uids)
                    .withResourceVersion(next())
                    .withGeneration(1L)
                    .build())
            .withStatus(new PodStatus())
            .build();
    put(made);
    return made;
  }

  void change(String name, UnaryOperator<Pod> change) {
    Pod pod = pods.get("default/" + name);
    if (pod != null) {
      put(versioned(change.apply(pod)));
    }
  }

  /** As {@code kubectl set image}, of its only container. */
  void changeImage(String name, String image) {
    change(
        name,
        pod -> {
          if (pod.getSpec().getContainers().getFirst().getImage().equals(image)) {
            return pod;
          }
          imageChanges
              .computeIfAbsent(pod.getMetadata().getUid(), _ -> new ArrayList<>())
              .add(time.now());
          return new PodBuilder(pod)
              .editMetadata()
              .withGeneration(pod.getMetadata().getGeneration() + 1)
              .endMetadata()
              .editSpec()
              .editFirstContainer()
              .withImage(image)
              .endContainer()
              .endSpec()
              .build();
        });
  }

  /** As {@code kubectl delete}: the pod stays until the node lets it go. */
  void delete(String name) {
    change(
        name,
        pod ->
            pod.getMetadata().getDeletionTimestamp() != null
                ? pod
                : new PodBuilder(pod)
                    .editMetadata()
                    .withDeletionTimestamp(time.now().plusSeconds(30).toString())
                    .withDeletionGracePeriodSeconds(30L)
                    .endMetadata()
                    .build());
  }

  /** As {@code kubectl delete --force}. */
  void forceDelete(String name) {
    remove("default/" + name);
  }

  private void remove(String key) {
    Pod pod = pods.remove(key);
    if (pod != null) {
      tell(new Change(versioned(pod), true));
    }
  }

  private Pod versioned(Pod pod) {
    return new PodBuilder(pod).editMetadata().withResourceVersion(next()).endMetadata().build();
  }

  private String next() {
    return Long.toString(++version);
  }

  private void put(Pod pod) {
    pods.put(key(pod), pod);
    tell(new Change(pod, false));
  }

  private void tell(Change change) {
    log.add(change);
    if (feed != null) {
      feed.wake();
    }
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  // What the node asks for.

  PodApi api(VirtualTime.Process process) {
    return new Api(process);
  }

  PodFeed feed(VirtualTime.Process process) {
    return new Feed(process);
  }

  private final class Api implements PodApi, Faults.Errors {
    private final VirtualTime.Process process;

    private Api(VirtualTime.Process process) {
      this.process = process;
    }

    private <T> T call(String name, String uid, Faults.Effect<T> effect) {
      calls.merge(name, 1, Integer::sum);
      writes.computeIfAbsent(uid, _ -> new ArrayList<>()).add(time.now());
      return faults.call(
          time,
          process,
          this,
          () -> {
            if (down || failing.contains(name)) {
              throw failed();
            }
            return effect.take();
          });
    }

    @Override
    public RuntimeException throttled() {
      return new KubernetesClientException("too many requests", 429, null);
    }

    @Override
    public RuntimeException failed() {
      return new KubernetesClientException("etcdserver: leader changed", 500, null);
    }

    @Override
    public RuntimeException lost() {
      return new KubernetesClientException("no answer in time");
    }

    @Override
    public Written writeStatus(Pod pod, PodStatus status, Map<String, @Nullable String> annotations)
        throws InterruptedException {
      if (contended) {
        change(pod.getMetadata().getName(), its -> its);
      }
      String uid = pod.getMetadata().getUid();
      Optional<Written> written =
          call(
              "PATCH",
              uid,
              () -> {
                Pod now = pods.get(key(pod));
                if (now == null || !now.getMetadata().getUid().equals(uid)) {
                  return Optional.empty();
                }
                if (!now.getMetadata()
                    .getResourceVersion()
                    .equals(pod.getMetadata().getResourceVersion())) {
                  faults.count(Faults.Kind.CONFLICT);
                  return Optional.empty();
                }
                var noted = new LinkedHashMap<>(PodAnnotations.all(now));
                annotations.forEach(
                    (name, value) -> {
                      if (value == null) {
                        noted.remove(name);
                      } else {
                        noted.put(name, value);
                      }
                    });
                Pod after =
                    versioned(
                        new PodBuilder(now)
                            .editMetadata()
                            .withAnnotations(noted)
                            .endMetadata()
                            .withStatus(status)
                            .build());
                onStatus.accept(now, after);
                put(after);
                return Optional.of(new Written.Done(after));
              });
      if (answersLate.isPositive()) {
        process.sleep(answersLate);
      }
      return written.orElseGet(
          () -> live(pod).<Written>map(Written.Stale::new).orElseGet(Written.Gone::new));
    }

    @Override
    public void delete(Pod pod) {
      call(
          "DELETE",
          pod.getMetadata().getUid(),
          () -> {
            Pod now = pods.get(key(pod));
            if (now != null && now.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
              remove(key(pod));
            }
            return true;
          });
    }

    @Override
    public Optional<Pod> live(Pod pod) {
      return live(
          pod.getMetadata().getNamespace(),
          pod.getMetadata().getName(),
          pod.getMetadata().getUid());
    }

    @Override
    public Optional<Pod> live(String namespace, String name, String uid) {
      return call(
          "LIST",
          uid,
          () ->
              Optional.ofNullable(pods.get(namespace + "/" + name))
                  .filter(p -> p.getMetadata().getUid().equals(uid)));
    }
  }

  /** An informer: lists, then watches; after a gap it lists again and tells of the difference. */
  private final class Feed implements PodFeed {
    private final VirtualTime.Process process;
    private final Map<String, Pod> cache = new LinkedHashMap<>();
    private @Nullable Listener listener;
    private int position;
    private boolean scheduled;
    private boolean synced;
    private boolean listing = true;

    private Feed(VirtualTime.Process process) {
      this.process = process;
    }

    @Override
    public void follow(Listener its) {
      listener = its;
      feed = this;
      process.after(lag(), this::list);
    }

    private Duration lag() {
      return faults.strikes(Faults.Kind.WATCH_LATE, 0.2)
          ? Duration.ofMillis(faults.random().nextInt(20_000))
          : Duration.ofMillis(5 + faults.random().nextInt(100));
    }

    private void list() {
      if (down) {
        process.after(Duration.ofSeconds(1), this::list);
        return;
      }
      Listener to = listener;
      if (to == null) {
        return;
      }
      position = log.size();
      listing = false;
      var before = new LinkedHashMap<>(cache);
      cache.clear();
      cache.putAll(pods);
      before.forEach(
          (key, pod) -> {
            if (!cache.containsKey(key)) {
              to.gone(pod, false);
            }
          });
      cache.forEach(
          (key, pod) -> {
            Pod was = before.get(key);
            if (was != null && !was.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
              to.gone(was, true);
            }
            to.seen(pod);
          });
      if (!synced) {
        synced = true;
        to.synced();
      }
      wake();
    }

    private void wake() {
      if (!listing && !scheduled && position < log.size()) {
        scheduled = true;
        process.after(lag(), this::deliver);
      }
    }

    private void deliver() {
      scheduled = false;
      Listener to = listener;
      if (to == null || listing) {
        return;
      }
      if (down || faults.strikes(Faults.Kind.WATCH_GAP, 0.05)) {
        breakOff(Duration.ofMillis(faults.random().nextInt(30_000)));
        return;
      }
      int upTo = faults.none() ? log.size() : position + 1 + faults.random().nextInt(3);
      while (position < Math.min(upTo, log.size())) {
        Change change = log.get(position++);
        if (change.deleted()) {
          cache.remove(key(change.pod()));
          to.gone(change.pod(), true);
        } else {
          cache.put(key(change.pod()), change.pod());
          to.seen(change.pod());
        }
      }
      wake();
    }

    /** 410: what happens until it lists again is not told one by one. */
    private void breakOff(Duration duration) {
      listing = true;
      process.after(duration, this::list);
    }

    @Override
    public void close() {
      listener = null;
    }
  }
}
