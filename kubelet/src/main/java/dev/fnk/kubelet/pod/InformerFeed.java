package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API server's pods of one node, listed by pages, then watched. */
final class InformerFeed implements PodFeed {
  private static final Logger LOG = LoggerFactory.getLogger(InformerFeed.class);

  /** Pods a page; client-go's default. */
  private static final long PAGE = 500;

  private final KubernetesClient client;
  private final String nodeName;
  private @Nullable SharedIndexInformer<Pod> informer;

  InformerFeed(KubernetesClient client, String nodeName) {
    this.client = client;
    this.nodeName = nodeName;
  }

  @Override
  public void follow(Listener listener) {
    var pods =
        client
            .pods()
            .inAnyNamespace()
            .withField("spec.nodeName", nodeName)
            .withLimit(PAGE)
            .runnableInformer(0);
    pods.itemStore(new SlimStore());
    pods.exceptionHandler(
        (_, failure) -> {
          LOG.warn("following pods: {}", failure.getMessage());
          return true;
        });
    var first = new FirstList(listener::synced);
    pods.addEventHandler(handler(listener, first));
    informer = pods;
    pods.start()
        .thenRun(
            () ->
                first.listed(
                    pods.getStore().list().stream()
                        .map(pod -> pod.getMetadata().getUid())
                        .collect(Collectors.toSet())));
  }

  static ResourceEventHandler<Pod> handler(Listener listener, FirstList first) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(Pod pod) {
        listener.seen(slim(pod));
        first.passedOn(pod.getMetadata().getUid());
      }

      @Override
      public void onUpdate(Pod before, Pod pod) {
        if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
          // The name was taken anew while nobody looked: who had it before is no more.
          listener.gone(before, true);
          first.passedOn(before.getMetadata().getUid());
        }
        listener.seen(slim(pod));
        first.passedOn(pod.getMetadata().getUid());
      }

      @Override
      public void onDelete(Pod pod, boolean stateUnknown) {
        listener.gone(pod, !stateUnknown);
        first.passedOn(pod.getMetadata().getUid());
      }
    };
  }

  /** Without what the node never reads, and what may be the greater part of a pod. */
  private static Pod slim(Pod pod) {
    pod.getMetadata().setManagedFields(List.of());
    return pod;
  }

  private static final class SlimStore extends BasicItemStore<Pod> {
    private SlimStore() {
      super(pod -> pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName());
    }

    @Override
    public @Nullable Pod put(String key, Pod pod) {
      return super.put(key, slim(pod));
    }
  }

  @Override
  public void close() {
    if (informer != null) {
      informer.close();
    }
  }
}
