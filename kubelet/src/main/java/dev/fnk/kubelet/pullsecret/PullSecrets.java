package dev.fnk.kubelet.pullsecret;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The logins that ECS pulls with, each in a secret that all pods share which name the same
 * imagePullSecret. What it says last holds; a secret goes with the last pod that names it. There is
 * no store: those of an earlier node are found by their tags. All methods may be called at once.
 */
public final class PullSecrets implements AutoCloseable {
  private static final Duration ATTEMPT = Duration.ofSeconds(10);
  private static final Duration CALL = Duration.ofSeconds(20);

  /** Somebody may have deleted it: it is looked for again by who pulls later. */
  private static final Duration SEEN = Duration.ofMinutes(5);

  /** A thousand replicas do not ask for the same in vain. */
  private static final Duration TROUBLE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(PullSecrets.class);

  private final SecretsManagerClient client;
  private final SecretCalls calls;
  private final NodeConfig config;
  private final InstantSource clock;
  private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean listed;
  private volatile String told = "";

  /** Takes over {@code client}: closes it. */
  PullSecrets(SecretsManagerClient client, NodeConfig config, InstantSource clock) {
    this.client = client;
    this.calls = new SecretCalls(client, config);
    this.config = config;
    this.clock = clock;
  }

  /**
   * With the credentials and the endpoint of the environment, as every AWS client.
   *
   * @param aws the caller closes it
   */
  public static PullSecrets create(SdkHttpClient aws, NodeConfig config, InstantSource clock) {
    return new PullSecrets(
        SecretsManagerClient.builder()
            .region(Region.of(config.region()))
            .httpClient(aws)
            .overrideConfiguration(o -> o.apiCallTimeout(CALL).apiCallAttemptTimeout(ATTEMPT))
            .build(),
        config,
        clock);
  }

  /** Has it in Secrets Manager by the time that it returns. */
  public Kept keep(PullLogin login) throws InterruptedException {
    String name = login.secretName(config.lab(), config.nodeName());
    while (true) {
      Entry entry = entries.computeIfAbsent(name, _ -> new Entry(login.owner()));
      entry.lock.lockInterruptibly();
      try {
        if (!entry.removed) {
          return keep(name, login, entry);
        }
      } finally {
        entry.lock.unlock();
      }
    }
  }

  private Kept keep(String name, PullLogin login, Entry entry) throws InterruptedException {
    Instant now = clock.instant();
    boolean holds = entry.holds.filter(login.login()::equals).isPresent();
    if (holds && now.isBefore(entry.seenUntil)) {
      return new Kept.There(name);
    }
    if (entry.failure.filter(f -> f.holds(login.login(), now)).isPresent()) {
      return new Kept.NotNow(entry.failure.get().message());
    }
    String why =
        attempt(() -> calls.put(name, login, entry.holds.isPresent(), holds), login.login())
            .orElse("");
    if (why.isEmpty()) {
      entry.holds = Optional.of(login.login());
      entry.seenUntil = now.plus(SEEN);
      entry.failure = Optional.empty();
      return new Kept.There(name);
    }
    String message =
        "imagePullSecret %s cannot be handed to ECS: %s".formatted(login.owner().secret(), why);
    LOG.warn("{}: {}", login, message);
    entry.failure = Optional.of(new Failure(login.login(), message, now.plus(TROUBLE)));
    return new Kept.NotNow(message);
  }

  /**
   * Removes the secrets that no pod uses any more. One that cannot be removed now is tried again by
   * the next call.
   *
   * @param mayAct whether the node may write at all
   * @param used whether a pod that is there names this imagePullSecret, by now
   */
  public void collect(BooleanSupplier mayAct, Predicate<Owner> used) throws InterruptedException {
    if (!listed) {
      listed =
          tell(
              attempt(
                  () -> {
                    calls
                        .own()
                        .forEach((name, its) -> entries.computeIfAbsent(name, _ -> new Entry(its)));
                    return Optional.empty();
                  }));
    }
    for (var each : entries.entrySet()) {
      Entry entry = each.getValue();
      entry.lock.lockInterruptibly();
      try {
        // A pod that begins to use it now waits for the lock, and makes it anew.
        if (!used.test(entry.owner) && mayAct.getAsBoolean()) {
          remove(each.getKey(), entry);
        }
      } finally {
        entry.lock.unlock();
      }
    }
  }

  private void remove(String name, Entry entry) throws InterruptedException {
    boolean gone =
        tell(
            attempt(
                () -> {
                  calls.delete(name);
                  return Optional.empty();
                }));
    if (gone) {
      entry.removed = true;
      entries.remove(name, entry);
      LOG.info("removed secret {}: no pod uses {} any more", name, entry.owner);
    }
  }

  /** Says the same once; whether there is nothing to say. */
  private boolean tell(Optional<String> why) {
    why.filter(words -> !words.equals(told))
        .ifPresent(words -> LOG.warn("pull secrets: {}", words));
    told = why.orElse("");
    return why.isEmpty();
  }

  @FunctionalInterface
  private interface Calls {
    Optional<String> make();
  }

  private static Optional<String> attempt(Calls calls, Login... never) throws InterruptedException {
    try {
      return calls.make();
    } catch (AbortedException e) {
      throw new InterruptedException(e.getMessage());
    } catch (SdkException e) {
      return Optional.of(words(e, never));
    }
  }

  /** What AWS said, unless it says the login. */
  private static String words(SdkException e, Login... never) {
    var details = e instanceof AwsServiceException aws ? aws.awsErrorDetails() : null;
    if (details == null) {
      return e.getClass().getSimpleName();
    }
    String message = details.errorMessage() == null ? "" : details.errorMessage();
    for (Login login : never) {
      if (message.contains(login.password())) {
        return details.errorCode();
      }
    }
    return details.errorCode() + ": " + message;
  }

  @Override
  public void close() {
    client.close();
  }

  /** One secret, as it was last seen; its lock is held while it is worked on. */
  private static final class Entry {
    private final ReentrantLock lock = new ReentrantLock();
    private final Owner owner;
    private Optional<Login> holds = Optional.empty();
    private Instant seenUntil = Instant.MIN;
    private Optional<Failure> failure = Optional.empty();
    private boolean removed;

    private Entry(Owner owner) {
      this.owner = owner;
    }
  }

  private record Failure(Login login, String message, Instant until) {
    boolean holds(Login asked, Instant now) {
      return login.equals(asked) && now.isBefore(until);
    }
  }
}
