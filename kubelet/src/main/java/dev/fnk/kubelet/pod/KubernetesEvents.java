package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events at the API server, told in their order by one writer. The same again counts up the one
 * that is there, at most once in ten seconds; a pod has no more of them than client-go's recorder
 * lets through, and what cannot be written for long is dropped rather than kept.
 */
final class KubernetesEvents implements PodEvents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesEvents.class);
  private static final Duration REPEAT = Duration.ofSeconds(10);
  private static final int REMEMBERED = 4096;

  /** Events that wait to be written; each keeps no more of its pod than names it. */
  private static final int WAITING = 1000;

  private final KubernetesClient client;
  private final KubernetesRequests requests;
  private final String nodeName;
  private final InstantSource clock;
  private final EventLimit limit = new EventLimit();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofVirtual().name("pod-events").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /** Touched by the writer alone. */
  private final Map<Key, Told> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Told> eldest) {
          return size() > REMEMBERED;
        }
      };

  KubernetesEvents(KubernetesClient client, String nodeName, InstantSource clock) {
    this.client = client;
    this.requests = new KubernetesRequests(client);
    this.nodeName = nodeName;
    this.clock = clock;
  }

  @Override
  public void tell(Pod pod, boolean warning, String reason, String message) {
    tell(pod, "", warning, reason, message);
  }

  @Override
  public void tell(Pod pod, String container, boolean warning, String reason, String message) {
    Instant now = clock.instant();
    Pod named =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .withResourceVersion(pod.getMetadata().getResourceVersion())
            .endMetadata()
            .build();
    var key = new Key(pod.getMetadata().getUid(), field(pod, container), reason, message);
    writer.execute(() -> tell(named, key, warning ? "Warning" : "Normal", now));
  }

  /** Where the container stands in its pod, as a kubelet says it; empty: nowhere. */
  private static String field(Pod pod, String container) {
    if (container.isEmpty() || pod.getSpec() == null) {
      return "";
    }
    boolean init =
        pod.getSpec().getInitContainers().stream().anyMatch(c -> c.getName().equals(container));
    return (init ? "spec.initContainers{" : "spec.containers{") + container + "}";
  }

  private void tell(Pod pod, Key key, String type, Instant now) {
    try {
      Told before = told.get(key);
      boolean repeated = before != null && now.isBefore(before.at.plus(REPEAT));
      if (repeated || !limit.allows(key.uid, now)) {
        return;
      }
      if (before == null) {
        create(pod, key, type, now);
      } else {
        repeat(pod, key, before, now);
      }
    } catch (InterruptedException _) {
      // Closing.
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn(
          "{}/{}: event {} not written: {}",
          pod.getMetadata().getNamespace(),
          pod.getMetadata().getName(),
          key.reason,
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
            .withFieldPath(key.field.isEmpty() ? null : key.field)
            .endInvolvedObject()
            .withType(type)
            .withReason(key.reason)
            .withMessage(EventText.of(key.message))
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

  /**
   * @param field of the pod that it is about; empty: all of it
   */
  private record Key(String uid, String field, String reason, String message) {}

  private record Told(String name, int count, Instant at) {}
}
