package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.schedule.VirtualTime;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
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
  private @Nullable FakePodFeed feed;

  /** One entry of the watch. */
  record Change(Pod pod, boolean deleted) {}

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

  void remove(String key) {
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

  static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  // What the node asks for.

  PodApi api(VirtualTime.Process process) {
    return new FakePodApi(this, time, faults, process);
  }

  PodFeed feed(VirtualTime.Process process) {
    return new FakePodFeed(this, faults, process);
  }

  /** From now on this one is told. */
  void opened(FakePodFeed its) {
    feed = its;
  }

  /** Counts a call for a pod. */
  void called(String call, String uid) {
    calls.merge(call, 1, Integer::sum);
    writes.computeIfAbsent(uid, _ -> new ArrayList<>()).add(time.now());
  }

  boolean serves(String call) {
    return !down && !failing.contains(call);
  }

  boolean isDown() {
    return down;
  }

  boolean isContended() {
    return contended;
  }

  Duration answersLate() {
    return answersLate;
  }

  Optional<Pod> named(String key) {
    return Optional.ofNullable(pods.get(key));
  }

  /** All that has happened, in its order. */
  List<Change> log() {
    return log;
  }

  /** Has the status of a pod written, as another version of it. */
  Pod write(Pod before, Pod after) {
    Pod written = versioned(after);
    onStatus.accept(before, written);
    put(written);
    return written;
  }
}
