package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.schedule.VirtualTime;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An informer: lists, then watches; after a gap it lists again and tells of the difference. */
final class FakePodFeed implements PodFeed {
  private final FakeCluster cluster;
  private final Faults faults;
  private final VirtualTime.Process process;
  private final Map<String, Pod> cache = new LinkedHashMap<>();
  private @Nullable Listener listener;
  private int position;
  private boolean scheduled;
  private boolean synced;
  private boolean listing = true;

  FakePodFeed(FakeCluster cluster, Faults faults, VirtualTime.Process process) {
    this.cluster = cluster;
    this.faults = faults;
    this.process = process;
  }

  @Override
  public void follow(Listener its) {
    listener = its;
    cluster.opened(this);
    process.after(lag(), this::list);
  }

  private Duration lag() {
    return faults.strikes(Faults.Kind.WATCH_LATE, 0.2)
        ? Duration.ofMillis(faults.random().nextInt(20_000))
        : Duration.ofMillis(5 + faults.random().nextInt(100));
  }

  private void list() {
    if (cluster.isDown()) {
      process.after(Duration.ofSeconds(1), this::list);
      return;
    }
    Listener to = listener;
    if (to == null) {
      return;
    }
    position = cluster.log().size();
    listing = false;
    var before = new LinkedHashMap<>(cache);
    cache.clear();
    cluster.pods().forEach(pod -> cache.put(FakeCluster.key(pod), pod));
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

  void wake() {
    if (!listing && !scheduled && position < cluster.log().size()) {
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
    if (cluster.isDown() || faults.strikes(Faults.Kind.WATCH_GAP, 0.05)) {
      breakOff(Duration.ofMillis(faults.random().nextInt(30_000)));
      return;
    }
    int upTo = faults.none() ? cluster.log().size() : position + 1 + faults.random().nextInt(3);
    while (position < Math.min(upTo, cluster.log().size())) {
      FakeCluster.Change change = cluster.log().get(position++);
      if (change.deleted()) {
        cache.remove(FakeCluster.key(change.pod()));
        to.gone(change.pod(), true);
      } else {
        cache.put(FakeCluster.key(change.pod()), change.pod());
        to.seen(change.pod());
      }
    }
    wake();
  }

  /** 410: what happens until it lists again is not told one by one. */
  void breakOff(Duration duration) {
    listing = true;
    process.after(duration, this::list);
  }

  @Override
  public void close() {
    listener = null;
  }
}
