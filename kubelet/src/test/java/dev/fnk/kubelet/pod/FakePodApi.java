package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.schedule.VirtualTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a node asks an API server for, with the faults that calls have. */
final class FakePodApi implements PodApi, Faults.Errors {
  private final FakeCluster cluster;
  private final VirtualTime time;
  private final Faults faults;
  private final VirtualTime.Process process;

  FakePodApi(FakeCluster cluster, VirtualTime time, Faults faults, VirtualTime.Process process) {
    this.cluster = cluster;
    this.time = time;
    this.faults = faults;
    this.process = process;
  }

  private <T> T call(String name, String uid, Faults.Effect<T> effect) {
    cluster.called(name, uid);
    return faults.call(
        time,
        process,
        this,
        () -> {
          if (!cluster.serves(name)) {
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
    if (cluster.isContended()) {
      cluster.change(pod.getMetadata().getName(), its -> its);
    }
    String uid = pod.getMetadata().getUid();
    Optional<Written> written =
        call(
            "PATCH",
            uid,
            () -> {
              Pod now = cluster.named(FakeCluster.key(pod)).orElse(null);
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
                  cluster.write(
                      now,
                      new PodBuilder(now)
                          .editMetadata()
                          .withAnnotations(noted)
                          .endMetadata()
                          .withStatus(status)
                          .build());
              return Optional.of(new Written.Done(after));
            });
    if (cluster.answersLate().isPositive()) {
      process.sleep(cluster.answersLate());
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
          Pod now = cluster.named(FakeCluster.key(pod)).orElse(null);
          if (now != null && now.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            cluster.remove(FakeCluster.key(pod));
          }
          return true;
        });
  }

  @Override
  public Optional<Pod> live(Pod pod) {
    return live(
        pod.getMetadata().getNamespace(), pod.getMetadata().getName(), pod.getMetadata().getUid());
  }

  @Override
  public Optional<Pod> live(String namespace, String name, String uid) {
    return call(
        "LIST",
        uid,
        () ->
            cluster
                .named(namespace + "/" + name)
                .filter(p -> p.getMetadata().getUid().equals(uid)));
  }
}
