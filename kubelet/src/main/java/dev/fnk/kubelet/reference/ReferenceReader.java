package dev.fnk.kubelet.reference;

import dev.fnk.kubelet.reference.Need.Target;
import dev.fnk.kubelet.reference.Reading.Absence;
import dev.fnk.kubelet.reference.Reading.Missing;
import dev.fnk.kubelet.reference.Reading.NotNow;
import dev.fnk.kubelet.reference.Reading.Resolved;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Reads what pods refer to. What a pod names is watched from its first reading until it is
 * released, each object once for all pods; nothing is polled.
 */
public final class ReferenceReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Each is a connection to the API server, and about 60 KiB. */
  private static final int MOST_WATCHES = 2000;

  private static final int PARALLEL_LISTS = 20;

  private final WatchedObjects objects;
  private final InheritanceReader inherited;
  private final ClaimReader claims;
  private final PodTokens tokens;
  private final Services services;
  private final Semaphore lists = new Semaphore(PARALLEL_LISTS, true);
  private final Duration patience;
  private final int most;

  /** Begins to watch services. */
  public static ReferenceReader start(KubernetesClient client, InstantSource clock) {
    return new ReferenceReader(client, clock, PATIENCE, MOST_WATCHES);
  }

  ReferenceReader(KubernetesClient client, InstantSource clock, Duration patience, int most) {
    this.objects = new WatchedObjects(client, most);
    this.tokens = new PodTokens(client, clock);
    this.services = new Services(client);
    this.patience = patience;
    this.most = most;
    this.claims = new ClaimReader(client);
    this.inherited = new InheritanceReader(client, lists, patience, most);
  }

  /**
   * What the pod refers to; waits for the API server, ten seconds at most for all objects.
   *
   * @param changed called whenever something that was read here is another, has appeared or is
   *     gone, until the pod is released; from any thread, must not block
   */
  public Reading read(Pod pod, Runnable changed) throws InterruptedException {
    return read(pod, References.of(pod), changed);
  }

  /**
   * As {@link #read}, of a pod whose containers run: what only environments name, which do not
   * change any more, is neither read nor watched.
   */
  public Reading readVolumes(Pod pod, Runnable changed) throws InterruptedException {
    return read(pod, References.of(pod).ofVolumes(), changed);
  }

  /**
   * What the pod's namespace and service account say; waits as {@link #read} does.
   *
   * @param changed as of {@link #read}
   */
  public Inheritance inherited(Pod pod, Runnable changed) throws InterruptedException {
    return inherited.read(pod, changed);
  }

  /** What is behind the claims that the pod's volumes name; nobody is told when that changes. */
  public Claims claims(Pod pod) {
    return claims.read(pod);
  }

  private Reading read(Pod pod, References references, Runnable changed)
      throws InterruptedException {
    String uid = pod.getMetadata().getUid();
    String namespace = pod.getMetadata().getNamespace();
    long until = System.nanoTime() + patience.toNanos();
    Optional<Map<Target, WatchedObject<?>>> watched =
        objects.use(uid, namespace, references.targets(), changed);
    if (watched.isEmpty()) {
      return new NotNow("the node watches " + most + " objects and may not watch more");
    }
    var found = new LinkedHashMap<Target, ObjectData>();
    for (var object : watched.get().entrySet()) {
      if (!object.getValue().listed(lists, left(until))) {
        return new NotNow(object.getValue().trouble());
      }
      object.getValue().readBy(uid).ifPresent(data -> found.put(object.getKey(), data));
    }
    if (!services.listed(left(until))) {
      return new NotNow("services have not yet been read at least once, cannot construct envvars");
    }
    List<Absence> absent = absent(references, namespace, found);
    if (absent.stream().anyMatch(absence -> !absence.need().optional())) {
      return new Missing(absent);
    }
    return resolved(pod, references, found, absent);
  }

  private static Duration left(long until) {
    return Duration.ofNanos(Math.max(1, until - System.nanoTime()));
  }

  private static List<Absence> absent(
      References references, String namespace, Map<Target, ObjectData> found) {
    Map<Target, Set<String>> keys =
        found.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().keys()));
    var absent = new ArrayList<Absence>();
    for (Need need : references.needs()) {
      need.missing(namespace, keys).ifPresent(words -> absent.add(new Absence(need, words)));
    }
    return absent;
  }

  private Reading resolved(
      Pod pod, References references, Map<Target, ObjectData> found, List<Absence> absent)
      throws InterruptedException {
    var secrets = new LinkedHashMap<String, Map<String, byte[]>>();
    var configMaps = new LinkedHashMap<String, ConfigMapData>();
    found.forEach(
        (target, data) -> {
          switch (data) {
            case ObjectData.OfSecret secret -> secrets.put(target.name(), secret.data());
            case ObjectData.OfConfigMap map -> configMaps.put(target.name(), map.content());
            case ObjectData.OfAnnotations _ -> {
              // no pod's spec refers to such
            }
          }
        });
    var held = new LinkedHashMap<TokenKind, PodTokens.Held>();
    for (TokenKind kind : references.tokens()) {
      try {
        held.put(kind, tokens.of(pod, references.serviceAccount(), kind));
      } catch (KubernetesClientException e) {
        return new NotNow("failed to fetch token: " + ApiTrouble.brief(e));
      }
    }
    Optional<Instant> renew =
        held.values().stream().map(PodTokens.Held::renew).min(Instant::compareTo);
    Map<TokenKind, ServiceAccountToken> given =
        held.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().token()));
    var told = services.of(pod.getMetadata().getNamespace(), references.serviceLinks());
    return new Resolved(new ResolvedReferences(secrets, configMaps, given, told), absent, renew);
  }

  /** The pod is over: nothing is watched for it any more, and its tokens are forgotten. */
  public void release(String podUid) {
    objects.release(podUid);
    inherited.release(podUid);
    tokens.release(podUid);
  }

  /** How many objects are watched. */
  public int watches() {
    return objects.size();
  }

  @Override
  public void close() {
    objects.close();
    inherited.close();
    services.close();
  }
}
