package dev.fnk.local.ecr;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Addresses that GetDownloadUrlForLayer has given out: whoever has one may read that blob, and
 * nothing else, for an hour, as with a presigned URL of S3.
 */
public final class Downloads {
  static final String PARAMETER = "X-Amz-Security-Token";

  private static final Duration LIFETIME = Duration.ofHours(1);

  /** What may be read until when. */
  private record Ticket(String region, String repository, String digest, Instant expires) {}

  private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;

  public Downloads(InstantSource clock) {
    this.clock = clock;
  }

  /** A password for one blob. */
  String issue(String region, String repository, String digest) {
    Instant now = clock.instant();
    tickets.values().removeIf(ticket -> !ticket.expires().isAfter(now));
    byte[] bytes = new byte[48];
    random.nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    tickets.put(password, new Ticket(region, repository, digest, now.plus(LIFETIME)));
    return password;
  }

  /** The region whose blob may be read; empty: it may not. */
  Optional<String> region(String password, RegistryPath path) {
    return Optional.ofNullable(tickets.get(password))
        .filter(ticket -> ticket.expires().isAfter(clock.instant()))
        .filter(ticket -> path.kind() == RegistryPath.Kind.BLOB)
        .filter(
            ticket ->
                ticket.repository().equals(path.repository())
                    && ticket.digest().equals(path.reference()))
        .map(Ticket::region);
  }
}
