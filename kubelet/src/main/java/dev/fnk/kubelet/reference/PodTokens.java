package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of the pods' service accounts, bound to the pods, kept until they are due.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken">serviceAccountToken
 *     projected volumes</a>
 */
final class PodTokens {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final int SPREAD_MILLIS = 10_000;
  private static final int PARALLEL = 10;

  private record Key(String pod, TokenKind kind) {}

  /**
   * A token.
   *
   * @param renew when it is due
   */
  record Held(ServiceAccountToken token, Instant renew) {}

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(PARALLEL, true);
  private final Map<Key, Held> held = new ConcurrentHashMap<>();

  PodTokens(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * The token; a new one if it is due. One that is due and cannot be had anew is used as long as it
   * lasts.
   *
   * @throws KubernetesClientException there is none
   */
  Held of(Pod pod, String account, TokenKind kind) throws InterruptedException {
    var key = new Key(pod.getMetadata().getUid(), kind);
    Held known = held.get(key);
    Instant now = clock.instant();
    if (known != null && good(known, now)) {
      return known;
    }
    Held renewed;
    places.acquire();
    try {
      renewed = issued(pod, request(pod, account, kind));
    } catch (KubernetesClientException e) {
      if (known == null || !now.isBefore(known.token().expires())) {
        throw e;
      }
      renewed = new Held(known.token(), now.plus(AGAIN));
    } finally {
      places.release();
    }
    held.put(key, renewed);
    return renewed;
  }

  /** A clock that was set back makes a token good for nothing, as in the kubelet. */
  private static boolean good(Held known, Instant now) {
    return now.isBefore(known.renew()) && !now.isBefore(known.token().issued());
  }

  private TokenRequest request(Pod pod, String account, TokenKind kind) {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(kind.expirationSeconds())
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    if (!kind.audience().isEmpty()) {
      request.getSpec().getAudiences().add(kind.audience());
    }
    return client
        .serviceAccounts()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(account)
        .tokenRequest(request);
  }

  /** Due at 80 % of its life, after a day at most, pods that began together not all at once. */
  private static Held issued(Pod pod, @Nullable TokenRequest answer) {
    if (answer == null || answer.getStatus() == null || answer.getStatus().getToken() == null) {
      throw new KubernetesClientException("the API server gave no token");
    }
    Instant expires = Instant.parse(answer.getStatus().getExpirationTimestamp());
    var life = Duration.ofSeconds(answer.getSpec().getExpirationSeconds());
    Instant issued = expires.minus(life);
    Duration use = life.multipliedBy(4).dividedBy(5);
    Instant renew =
        issued
            .plus(use.compareTo(LONGEST) < 0 ? use : LONGEST)
            .minusMillis(Math.floorMod(pod.getMetadata().getUid().hashCode(), SPREAD_MILLIS));
    return new Held(new ServiceAccountToken(answer.getStatus().getToken(), issued, expires), renew);
  }

  void release(String pod) {
    held.keySet().removeIf(key -> key.pod().equals(pod));
  }
}
