package dev.fnk.kubelet.server;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers as a kubelet with webhook authentication does: by a client certificate that the TLS
 * handshake verified against the cluster's authority, or by a bearer token through TokenReview,
 * whose answer is kept as long as a kubelet does (cacheTTL). Nobody is anonymous.
 */
final class Authenticator {
  static final Duration KEEP = Duration.ofMinutes(2);
  private static final String BEARER = "Bearer";

  private final KubernetesClient client;
  private final ExpiringCache<String, Optional<Caller>> reviews;

  Authenticator(KubernetesClient client, Clock clock) {
    this.client = client;
    this.reviews = new ExpiringCache<>(clock);
  }

  /**
   * The caller; none: unknown.
   *
   * @param certificate verified by the handshake
   * @param authorization header
   */
  Optional<Caller> authenticate(
      @Nullable X509Certificate certificate, @Nullable String authorization) {
    if (certificate != null) {
      return caller(certificate);
    }
    // Secrets are not kept: their digest is.
    return bearerToken(authorization)
        .flatMap(token -> reviews.get(digest(token), () -> review(token), known -> KEEP));
  }

  /** As RFC 6750 has it, whose scheme, as every one of HTTP, is in letters of any case. */
  private static Optional<String> bearerToken(@Nullable String authorization) {
    String[] words = String.valueOf(authorization).strip().split(" +", 3);
    return words.length > 1 && words[0].equalsIgnoreCase(BEARER)
        ? Optional.of(words[1])
        : Optional.empty();
  }

  static Optional<Caller> caller(X509Certificate certificate) {
    String user = "";
    List<String> groups = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        // One of several values is what Go makes of several organizations.
        for (Attribute attribute : Collections.list(rdn.toAttributes().getAll())) {
          for (Object value : Collections.list(attribute.getAll())) {
            switch (attribute.getID()) {
              case "CN" -> user = value.toString();
              case "O" -> groups.add(value.toString());
              default -> {
                // Kubernetes reads CN and O only.
              }
            }
          }
        }
      }
    } catch (NamingException e) {
      return Optional.empty();
    }
    groups.add("system:authenticated");
    return user.isEmpty() ? Optional.empty() : Optional.of(new Caller(user, "", groups, Map.of()));
  }

  private Optional<Caller> review(String token) {
    TokenReview review =
        client
            .tokenReviews()
            .create(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build());
    var status = review.getStatus();
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      return Optional.empty();
    }
    var user = status.getUser();
    return Optional.of(
        new Caller(
            user.getUsername(),
            user.getUid() == null ? "" : user.getUid(),
            user.getGroups() == null ? List.of() : user.getGroups(),
            user.getExtra() == null ? Map.of() : user.getExtra()));
  }

  private static String digest(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
