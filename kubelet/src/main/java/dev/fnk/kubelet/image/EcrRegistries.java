package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.EcrTokens.Token;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.image.SharedCache.Made;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the node itself reaches a registry: ECR's, of any account and region, by its role; others by
 * HTTPS and as nobody. Without TLS it talks only to a loopback address, and to a registry that ECR
 * itself says is reached so.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html">Private
 *     registry authentication in Amazon ECR</a>
 */
final class EcrRegistries {
  /** With FIPS and dual-stack names; only AWS's own domains, for who answers there gets a token. */
  private static final Pattern ECR =
      Pattern.compile(
          "(\\d{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]{1,30})\\."
              + "(?:amazonaws\\.(?:com(?:\\.cn)?|eu)|on\\.aws|on\\.amazonwebservices\\.com\\.cn)");

  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1\\])(?::[0-9]+)?");

  private static final Duration BEFORE_THE_END = Duration.ofMinutes(15);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(30);
  private static final long REGIONS = 64;

  private record Answer(@Nullable Token token, @Nullable RegistryFailure failure) {}

  /**
   * Where and as whom.
   *
   * @param uri scheme and host
   * @param login null: nobody
   * @param ecr whose images ECR's API tells of; null: it is no registry of ECR
   */
  record Entrance(URI uri, @Nullable Login login, @Nullable Home ecr) {}

  /**
   * A registry of ECR.
   *
   * @param region empty: the node's own
   * @param account empty: the node's own
   */
  record Home(String region, String account) {}

  private final EcrTokens tokens;
  private final InstantSource clock;
  private final SharedCache<String, Answer> answers;

  EcrRegistries(EcrTokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
    this.answers = new SharedCache<>(REGIONS, clock);
  }

  /**
   * The way to a registry.
   *
   * @param registry as references name it
   * @throws RegistryFailure it is ECR's, and there is no token for it
   */
  Entrance entrance(String registry) throws RegistryFailure, InterruptedException {
    Matcher ecr = ECR.matcher(registry);
    if (ecr.matches()) {
      Answer answer = answer(ecr.group(2));
      if (answer.token() == null) {
        throw failure(answer);
      }
      return new Entrance(
          URI.create("https://" + registry),
          answer.token().login(),
          new Home(ecr.group(2), ecr.group(1)));
    }
    String host = registry.equals(ImageReference.DOCKER_HUB) ? "registry-1.docker.io" : registry;
    Token own = answer("").token();
    if (own != null && registry.equalsIgnoreCase(own.endpoint().getRawAuthority())) {
      return new Entrance(
          URI.create(own.endpoint().getScheme() + "://" + host), own.login(), new Home("", ""));
    }
    String scheme = LOOPBACK.matcher(registry).matches() ? "http" : "https";
    return new Entrance(URI.create(scheme + "://" + host), null, null);
  }

  private static RegistryFailure failure(Answer answer) {
    RegistryFailure its = answer.failure();
    return its == null ? new RegistryFailure(RegistryFailure.Kind.NOT_NOW, "no token") : its;
  }

  private Answer answer(String region) throws InterruptedException {
    return answers.get(
        region,
        () -> {
          try {
            Token token = tokens.token(region);
            Duration life = Duration.between(clock.instant(), token.expires());
            return new Made<>(new Answer(token, null), life.minus(BEFORE_THE_END), 1);
          } catch (RegistryFailure failure) {
            return new Made<>(new Answer(null, failure), AFTER_A_FAILURE, 1);
          }
        });
  }
}
