package dev.fnk.kubelet.cert;

import dev.fnk.kubelet.eks.ApiErrors;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node in a serving certificate: one it signed itself at once, the cluster's as soon as
 * it can be had, and the next before that ends.
 */
public final class ServingCertificates implements AutoCloseable {
  /**
   * The signer on EKS for what is not an EC2 instance (<a
   * href="https://docs.aws.amazon.com/eks/latest/userguide/cert-signing.html">its page</a>).
   */
  public static final String SIGNER = "beta.eks.amazonaws.com/app-serving";

  private static final Logger LOG = LoggerFactory.getLogger(ServingCertificates.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** A signer that takes longer is said to be slow, and asked less often. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration SLOW_POLL = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  /** Until then the same request waits for its signer; then a new one is made. */
  private static final Duration GIVE_UP = Duration.ofMinutes(30);

  private final KubernetesClient client;
  private final ServingIdentity identity;
  private final Consumer<ServingCertificate> install;
  private final NodeHealth.Part part;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String complaint = "";
  private final SupervisedLoop loop;

  private ServingCertificates(
      KubernetesClient client,
      ServingIdentity identity,
      Consumer<ServingCertificate> install,
      NodeHealth.Part part,
      Clock clock) {
    this.client = client;
    this.identity = identity;
    this.install = install;
    this.part = part;
    this.clock = clock;
    this.loop = part.supervise("serving-certificate", this::run);
  }

  /**
   * Installs a self-signed certificate and goes on in the background.
   *
   * @param install takes each certificate into use
   * @param part told how it goes
   */
  public static ServingCertificates start(
      KubernetesClient client,
      String node,
      String address,
      Consumer<ServingCertificate> install,
      NodeHealth.Part part,
      Clock clock) {
    var identity = new ServingIdentity(node, List.of(address));
    install.accept(identity.selfSigned(clock.instant()));
    return new ServingCertificates(client, identity, install, part, clock);
  }

  private void run() throws InterruptedException {
    while (true) {
      Optional<ServingCertificate> certificate = obtain();
      if (certificate.isEmpty()) {
        return;
      }
      install.accept(certificate.get());
      complaint = "";
      part.working();
      Instant renewAt = certificate.get().renewAt(ThreadLocalRandom.current().nextDouble(0.7, 0.9));
      LOG.info("serving certificate {}; renewed {}", certificate.get(), renewAt);
      if (pause(Duration.between(clock.instant(), renewAt))) {
        return;
      }
    }
  }

  /** A certificate of the cluster; none: closed meanwhile. */
  private Optional<ServingCertificate> obtain() throws InterruptedException {
    Duration pause;
    var request = new SigningRequest(client, identity, SIGNER);
    Instant started = clock.instant();
    do {
      Duration waited = Duration.between(started, clock.instant());
      try {
        Optional<ServingCertificate> certificate = request.advance();
        if (certificate.isPresent()) {
          return certificate;
        }
        pause = POLL;
        if (waited.compareTo(PATIENCE) > 0) {
          complain(
              "%s has not signed request %s yet"
                  .formatted(SIGNER, request.name().orElse("(none)")));
          pause = SLOW_POLL;
        }
        if (waited.compareTo(GIVE_UP) > 0) {
          request = new SigningRequest(client, identity, SIGNER);
          started = clock.instant();
        }
      } catch (CertificateException e) {
        complain(String.valueOf(e.getMessage()));
        request = new SigningRequest(client, identity, SIGNER);
        started = clock.instant();
        pause = AFTER_FAILURE;
      } catch (KubernetesClientException e) {
        complain(ApiErrors.brief(e));
        pause = AFTER_FAILURE;
      }
    } while (!pause(pause));
    return Optional.empty();
  }

  /** Each reason once. */
  private void complain(String reason) {
    part.failing(reason);
    if (!reason.equals(complaint)) {
      LOG.warn("no serving certificate, `kubectl logs` may fail; trying again: {}", reason);
      complaint = reason;
    }
  }

  private boolean pause(Duration duration) throws InterruptedException {
    return closed.await(Math.max(duration.toMillis(), 0), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    loop.close();
  }
}
