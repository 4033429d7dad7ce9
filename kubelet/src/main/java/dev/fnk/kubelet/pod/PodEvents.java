package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kubernetes events of the node's pods. The same again counts up the one that is there, at most
 * once in ten seconds. Events are told in their order, and never hold a pod up.
 */
final class PodEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodEvents.class);
  private static final Duration REPEAT = Duration.ofSeconds(10);
  private static final int REMEMBERED = 4096;

  private final KubernetesClient client;
  private final KubernetesRequests requests;
  private final String nodeName;
  private final InstantSource clock;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("pod-events").factory());

  /** Touched by the writer alone. */
  private final Map<Key, Told> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Told> eldest) {
          return size() > REMEMBERED;
        }
      };

  PodEvents(KubernetesClient client, String nodeName, InstantSource clock) {
    this.client = client;
    this.requests = new KubernetesRequests(client);
    this.nodeName = nodeName;
    this.clock = clock;
  }

  void normal(Pod pod, String reason, String message) {
    submit(pod, "Normal", reason, message);
  }

  void warning(Pod pod, String reason, String message) {
    submit(pod, "Warning", reason, message);
  }

  private void submit(Pod pod, String type, String reason, String message) {
    Instant now = clock.instant();
    if (!writer.isShutdown()) {
      writer.execute(() -> tell(pod, type, reason, message, now));
    }
  }

  private void tell(Pod pod, String type, String reason, String message, Instant now) {
    var key = new Key(pod.getMetadata().getUid(), reason, message);
    try {
      Told before = told.get(key);
      if (before == null) {
        create(pod, key, type, now);
      } else if (!now.isBefore(before.at.plus(REPEAT))) {
        repeat(pod, key, before, now);
      }
    } catch (InterruptedException _) {
      // Closing.
      Thread.currentThread().interrupt();
    } catch (KubernetesClientException e) {
      LOG.warn(
          "{}/{}: event {} not written: {}",
          pod.getMetadata().getNamespace(),
          pod.getMetadata().getName(),
          reason,
          e.getMessage());
    }
  }

  private void create(Pod pod, Key key, String type, Instant now) {
    var meta = pod.getMetadata();
    String time = time(now);
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(meta.getNamespace())
            .withGenerateName(meta.getName() + ".")
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion("v1")
            .withKind("Pod")
            .withNamespace(meta.getNamespace())
            .withName(meta.getName())
            .withUid(meta.getUid())
            .withResourceVersion(meta.getResourceVersion())
            .endInvolvedObject()
            .withType(type)
            .withReason(key.reason)
            .withMessage(key.message.length() > 1024 ? key.message.substring(0, 1024) : key.message)
            .withFirstTimestamp(time)
            .withLastTimestamp(time)
            .withCount(1)
            .withNewSource()
            .withComponent("fnk")
            .withHost(nodeName)
            .endSource()
            .withReportingComponent("fnk")
            .withReportingInstance(nodeName)
            .build();
    Event created = client.v1().events().inNamespace(meta.getNamespace()).resource(event).create();
    told.put(key, new Told(created.getMetadata().getName(), 1, now));
  }

  private void repeat(Pod pod, Key key, Told before, Instant now) throws InterruptedException {
    int count = before.count + 1;
    String path =
        "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/events/" + before.name;
    try {
      requests.patch(path, Map.of("count", count, "lastTimestamp", time(now)));
      told.put(key, new Told(before.name, count, now));
    } catch (KubernetesClientException e) {
      // Events live for an hour: the next one is a new one.
      told.remove(key);
      throw e;
    }
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }

  private record Key(String uid, String reason, String message) {}

  private record Told(String name, int count, Instant at) {}
}
