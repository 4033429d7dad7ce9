package dev.fnk.local.ecr;

import dev.fnk.local.aws.Caller;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Passwords that GetAuthorizationToken has given out; each holds for twelve hours. */
public final class RegistryTokens {
  private static final Duration LIFETIME = Duration.ofHours(12);
  private static final String USER = "AWS";

  /** Who may use the registry, of which region, until when. */
  record Grant(Caller caller, String region, Instant expires) {}

  /**
   * @param authorization user and password as Basic authentication writes them
   */
  record Token(String authorization, Instant expires) {}

  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;

  public RegistryTokens(InstantSource clock) {
    this.clock = clock;
  }

  Token issue(Caller caller, String region) {
    Instant now = clock.instant();
    grants.values().removeIf(grant -> !grant.expires().isAfter(now));
    byte[] bytes = new byte[48];
    random.nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Grant grant = new Grant(caller, region, now.plus(LIFETIME));
    grants.put(password, grant);
    String pair = USER + ":" + password;
    return new Token(
        Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)), grant.expires());
  }

  /** The grant of an Authorization header; empty when it does not hold. */
  Optional<Grant> verify(String authorization) {
    if (!authorization.startsWith("Basic ")) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(authorization.substring("Basic ".length()).strip()),
              StandardCharsets.UTF_8);
      return Optional.of(pair)
          .filter(text -> text.startsWith(USER + ":"))
          .map(text -> grants.get(text.substring(USER.length() + 1)))
          .filter(grant -> grant.expires().isAfter(clock.instant()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
