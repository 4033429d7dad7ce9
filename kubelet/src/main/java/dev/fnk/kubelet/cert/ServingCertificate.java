package dev.fnk.kubelet.cert;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its key, which is kept in memory only.
 *
 * @param chain the server's own first
 */
public record ServingCertificate(PrivateKey key, List<X509Certificate> chain) {
  public ServingCertificate {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
    chain = List.copyOf(chain);
  }

  /**
   * When to have the next one.
   *
   * @param share of its life that may have passed, 0.7 to 0.9 for a kubelet
   */
  Instant renewAt(double share) {
    Instant from = chain.getFirst().getNotBefore().toInstant();
    Duration life = Duration.between(from, chain.getFirst().getNotAfter().toInstant());
    return from.plusSeconds(Math.round(life.toSeconds() * share));
  }

  /** When it ends. */
  public Instant expires() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    X509Certificate own = chain.getFirst();
    return "%s by %s until %s"
        .formatted(
            own.getSubjectX500Principal(),
            own.getIssuerX500Principal(),
            own.getNotAfter().toInstant());
  }
}
