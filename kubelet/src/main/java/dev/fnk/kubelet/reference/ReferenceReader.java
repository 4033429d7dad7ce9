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
 * released, each object once for all pods. Nothing is polled, but what a running pod names when
 * there are too many watches.
 */
public final class ReferenceReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Each is a connection to the API server, and about 60 KiB. */
  private static final int MOST_WATCHES = 2000;

  private static final int PARALLEL_LISTS = 20;

  /** One of so many watches is left to pods that are to start: what runs has its files already. */
  private static final int SPARED = 4;

  /** A token that cannot be had is asked for again after so long. */
  private static final Duration TOKEN_AGAIN = Duration.ofMinutes(1);

  private final WatchedObjects objects;
  private final InheritanceReader inherited;
  private final ClaimReader claims;
  private final PolledObjects polled;
  private final PodTokens tokens;
  private final Services services;
  private final InstantSource clock;
  private final Semaphore lists = new Semaphore(PARALLEL_LISTS, true);
  private final Duration patience;
  private final int most;

  /** Begins to watch services. */
  public static ReferenceReader start(KubernetesClient client, InstantSource clock) {
    return new ReferenceReader(client, clock, PATIENCE, MOST_WATCHES);
  }

  ReferenceReader(KubernetesClient client, InstantSource clock, Duration patience, int most) {
    this.objects = new WatchedObjects(client, most);
    this.polled = new PolledObjects(client);
    this.tokens = new PodTokens(client, clock);
    this.services = new Services(client);
    this.clock = clock;
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
    References references = References.of(pod);
    long until = System.nanoTime() + patience.toNanos();
    Optional<Map<Target, WatchedObject<?>>> watched = use(pod, references, 0, changed);
    if (watched.isEmpty()) {
      return new NotNow("the node watches " + most + " objects and may not watch more");
    }
    var found = new LinkedHashMap<Target, ObjectData>();
    Optional<NotNow> trouble = listed(pod, watched.get(), until, found);
    if (trouble.isPresent()) {
      return trouble.get();
    }
    if (!services.listed(left(until))) {
      return new NotNow("services have not yet been read at least once, cannot construct envvars");
    }
    List<Absence> absent = absent(pod, references, found);
    if (absent.stream().anyMatch(absence -> !absence.need().optional())) {
      return new Missing(absent);
    }
    var held = new LinkedHashMap<TokenKind, PodTokens.Held>();
    for (TokenKind kind : references.tokens()) {
      try {
        held.put(kind, tokens.of(pod, references.serviceAccount(), kind));
      } catch (KubernetesClientException e) {
        return new NotNow("failed to fetch token: " + ApiTrouble.brief(e));
      }
    }
    var told = services.of(pod.getMetadata().getNamespace(), references.serviceLinks());
    return resolved(found, held, told, absent, Optional.empty());
  }

  /**
   * As {@link #read}, of a pod whose containers run: what only environments name, which do not
   * change any more, is neither read nor watched. What is missing and tokens that cannot be had are
   * left out, and keep nothing else from being read.
   *
   * @return never {@link Missing}
   */
  public Reading readVolumes(Pod pod, Runnable changed) throws InterruptedException {
    References references = References.of(pod).ofVolumes();
    inherited.release(pod.getMetadata().getUid());
    long until = System.nanoTime() + patience.toNanos();
    var found = new LinkedHashMap<Target, ObjectData>();
    Optional<Instant> again = Optional.empty();
    Optional<Map<Target, WatchedObject<?>>> watched = use(pod, references, most / SPARED, changed);
    Optional<NotNow> trouble;
    if (watched.isPresent()) {
      trouble = listed(pod, watched.get(), until, found);
    } else {
      objects.release(pod.getMetadata().getUid());
      trouble = polled.read(pod, references.targets(), found);
      again = Optional.of(clock.instant().plus(PolledObjects.every(pod)));
    }
    if (trouble.isPresent()) {
      return trouble.get();
    }
    var held = new LinkedHashMap<TokenKind, PodTokens.Held>();
    for (TokenKind kind : references.tokens()) {
      try {
        held.put(kind, tokens.of(pod, references.serviceAccount(), kind));
      } catch (KubernetesClientException _) {
        again = earliest(again, clock.instant().plus(TOKEN_AGAIN));
      }
    }
    return resolved(found, held, List.of(), absent(pod, references, found), again);
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

  private Optional<Map<Target, WatchedObject<?>>> use(
      Pod pod, References references, int spare, Runnable changed) {
    return objects.use(
        pod.getMetadata().getUid(),
        pod.getMetadata().getNamespace(),
        references.targets(),
        spare,
        changed);
  }

  /** Adds what there is to what was found; returns why it is not known what there is. */
  private Optional<NotNow> listed(
      Pod pod, Map<Target, WatchedObject<?>> watched, long until, Map<Target, ObjectData> found)
      throws InterruptedException {
    for (var object : watched.entrySet()) {
      if (!object.getValue().listed(lists, left(until))) {
        return Optional.of(new NotNow(object.getValue().trouble()));
      }
      object
          .getValue()
          .readBy(pod.getMetadata().getUid())
          .ifPresent(data -> found.put(object.getKey(), data));
    }
    return Optional.empty();
  }

  private static Duration left(long until) {
    return Duration.ofNanos(Math.max(1, until - System.nanoTime()));
  }

  private static Optional<Instant> earliest(Optional<Instant> one, Instant other) {
    return Optional.of(one.filter(at -> at.isBefore(other)).orElse(other));
  }

  private static List<Absence> absent(
      Pod pod, References references, Map<Target, ObjectData> found) {
    String namespace = pod.getMetadata().getNamespace();
    Map<Target, Set<String>> keys =
        found.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().keys()));
    var absent = new ArrayList<Absence>();
    for (Need need : references.needs()) {
      need.missing(namespace, keys).ifPresent(words -> absent.add(new Absence(need, words)));
    }
    return absent;
  }

  private static Resolved resolved(
      Map<Target, ObjectData> found,
      Map<TokenKind, PodTokens.Held> held,
      List<ServiceAddress> services,
      List<Absence> absent,
      Optional<Instant> again) {
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
    Optional<Instant> renew =
        held.values().stream().map(PodTokens.Held::renew).min(Instant::compareTo);
    Map<TokenKind, ServiceAccountToken> given =
        held.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().token()));
    return new Resolved(
        new ResolvedReferences(secrets, configMaps, given, services),
        absent,
        renew.map(at -> earliest(again, at)).orElse(again));
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
