package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster's services, which a node may list and watch, as far as environments tell of them. */
final class Services implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);
  private static final long PAGE = 500;
  private static final String NAMESPACE = "namespace";
  private static final String API_SERVER = "kubernetes";

  private final SharedIndexInformer<Service> informer;
  private final CompletableFuture<Void> listed;

  Services(KubernetesClient client) {
    informer = client.services().inAnyNamespace().withLimit(PAGE).runnableInformer(0);
    informer.itemStore(new SlimStore());
    informer.removeNamespaceIndex();
    informer.addIndexers(
        Map.of(NAMESPACE, service -> List.of(service.getMetadata().getNamespace())));
    informer.exceptionHandler(
        (_, failure) -> {
          LOG.warn("following services: {}", ApiTrouble.brief(failure));
          return true;
        });
    listed = informer.start().toCompletableFuture();
  }

  /** Without what no environment tells. */
  private static final class SlimStore extends BasicItemStore<Service> {
    private SlimStore() {
      super(it -> it.getMetadata().getNamespace() + "/" + it.getMetadata().getName());
    }

    @Override
    public @Nullable Service put(String key, Service service) {
      service.getMetadata().setManagedFields(List.of());
      service.getMetadata().setAnnotations(Map.of());
      service.getMetadata().setLabels(Map.of());
      service.setStatus(null);
      return super.put(key, service);
    }
  }

  /** Waits for the first list; false: not in time. */
  boolean listed(Duration atMost) throws InterruptedException {
    try {
      listed.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    }
  }

  /**
   * Those that a pod's environment tells of, by name.
   *
   * @param links whether its namespace's are among them, besides the API server's
   */
  List<ServiceAddress> of(String namespace, boolean links) {
    var found = new TreeMap<String, ServiceAddress>();
    informer.getIndexer().byIndex(NAMESPACE, "default").stream()
        .filter(service -> service.getMetadata().getName().equals(API_SERVER))
        .forEach(service -> add(found, service));
    if (links) {
      informer.getIndexer().byIndex(NAMESPACE, namespace).forEach(service -> add(found, service));
    }
    return List.copyOf(found.values());
  }

  private static void add(Map<String, ServiceAddress> found, Service service) {
    var spec = service.getSpec();
    String ip = spec.getClusterIP();
    if (ip == null || ip.isEmpty() || ip.equals("None")) {
      return;
    }
    String name = service.getMetadata().getName();
    found.put(
        name,
        new ServiceAddress(
            name,
            ip,
            spec.getPorts().stream()
                .map(
                    port ->
                        new ServiceAddress.Port(
                            port.getName() == null ? "" : port.getName(),
                            port.getPort(),
                            port.getProtocol() == null ? "TCP" : port.getProtocol()))
                .toList()));
  }

  @Override
  public void close() {
    informer.stop();
  }
}
