package dev.fnk.local.ecs.runtime;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.engine.EngineImages;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/**
 * Gets images to the engine: those of the account's ECR with its authorization token, others as the
 * engine has or gets them.
 */
public final class ImagePuller {
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final LocalAccount account;
  private final Engine engine;
  private final RepositoryCredentials credentials;
  private final Map<String, ReentrantLock> pulls = new ConcurrentHashMap<>();

  public ImagePuller(LocalAccount account, Engine engine) {
    this.account = account;
    this.engine = engine;
    this.credentials = new RepositoryCredentials(account);
  }

  /**
   * A container's image, pulled when need be. A tag is always pulled, since it may have moved; a
   * digest that the engine has is not, unless its registry has to see the container's own user.
   *
   * @throws TaskFailure CannotPullContainerError with the registry's reason, or
   *     ResourceInitializationError: that user cannot be had
   */
  EngineImages.Image get(TaskSpec task, ContainerDefinition container) throws InterruptedException {
    String reference = container.image();
    Optional<EngineImages.RegistryLogin> own =
        container
            .repositoryCredentials()
            .map(secret -> credentials.read(task, secret, registry(reference)));
    ReentrantLock lock = pulls.computeIfAbsent(reference, name -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      Optional<EngineImages.Image> there = engine.images().find(reference);
      if (there.isPresent() && ownRegistry(reference)) {
        engine.images().claim(reference);
      }
      if (there.isPresent()
          && own.isEmpty()
          && (reference.contains("@sha256:") || !ownRegistry(reference))) {
        return there.get();
      }
      try {
        Optional<EngineImages.RegistryLogin> login =
            own.isPresent() ? own : login(task.region(), reference);
        engine.images().pull(reference, login, DEADLINE);
      } catch (EngineException e) {
        if (there.isPresent() && own.isEmpty()) {
          return there.get();
        }
        throw new TaskFailure("CannotPullContainerError: " + e.message());
      }
      return engine
          .images()
          .find(reference)
          .orElseThrow(
              () -> new TaskFailure("CannotPullContainerError: image " + reference + " not found"));
    } catch (EngineException | SdkException e) {
      throw new TaskFailure("CannotPullContainerError: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private boolean ownRegistry(String reference) {
    return registry(reference).equals(account.endpoint().getAuthority());
  }

  private static String registry(String reference) {
    int slash = reference.indexOf('/');
    return slash < 0 ? "" : reference.substring(0, slash);
  }

  private Optional<EngineImages.RegistryLogin> login(String region, String reference) {
    for (AuthorizationData data :
        account.clients(region).ecr().getAuthorizationToken().authorizationData()) {
      String host = URI.create(data.proxyEndpoint()).getAuthority();
      if (host.equals(registry(reference)) || ownRegistry(reference)) {
        String token =
            new String(
                Base64.getDecoder().decode(data.authorizationToken()), StandardCharsets.UTF_8);
        int colon = token.indexOf(':');
        return Optional.of(
            new EngineImages.RegistryLogin(
                token.substring(0, colon), token.substring(colon + 1), registry(reference)));
      }
    }
    return Optional.empty();
  }
}
