package dev.fnk.local.ecs.runtime;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.account.RoleCredentials;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.engine.EngineImages.RegistryLogin;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Users of registries, as containers' {@code repositoryCredentials} name them: read from Secrets
 * Manager with the task's execution role, which has to be allowed to.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html">Using
 *     non-AWS container images in Amazon ECS</a>
 */
final class RepositoryCredentials {
  private static final Duration SESSION = Duration.ofMinutes(15);
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final String PRINCIPAL = "ecs-tasks.amazonaws.com";

  private final LocalAccount account;

  RepositoryCredentials(LocalAccount account) {
    this.account = account;
  }

  /**
   * The user that a secret holds.
   *
   * @param secret its name or ARN
   * @param registry host, which it is for
   * @throws TaskFailure ResourceInitializationError, as Fargate words it
   */
  RegistryLogin read(TaskSpec task, String secret, String registry) {
    String role =
        task.roles()
            .execution()
            .orElseThrow(() -> failure(secret, "the task has no execution role"));
    try (SecretsManagerClient secrets = as(role, task)) {
      return login(secrets.getSecretValue(r -> r.secretId(secret)).secretString(), registry);
    } catch (AwsServiceException e) {
      throw failure(secret, e.awsErrorDetails().errorCode() + ": " + e.getMessage());
    } catch (SdkException | AwsError e) {
      throw failure(secret, String.valueOf(e.getMessage()));
    } catch (JacksonException _) {
      // The parser's message may show the text.
      throw failure(secret, "the secret is no JSON object with username and password");
    }
  }

  private SecretsManagerClient as(String role, TaskSpec task) {
    RoleCredentials session = account.assumeRole(role, PRINCIPAL, task.id(), SESSION, task.arn());
    return SecretsManagerClient.builder()
        .endpointOverride(account.endpoint())
        .region(Region.of(task.region()))
        .httpClientBuilder(ApacheHttpClient.builder())
        .overrideConfiguration(o -> o.apiCallTimeout(CALL))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken())))
        .build();
  }

  private static RegistryLogin login(@Nullable String text, String registry) {
    JsonNode value = JsonMapper.shared().readTree(text == null ? "" : text);
    return new RegistryLogin(
        value.required("username").stringValue(),
        value.required("password").stringValue(),
        registry);
  }

  private static TaskFailure failure(String secret, String why) {
    return new TaskFailure(
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource"
            + " retrieval failed: unable to get registry auth from asm: service call has been"
            + " retried 1 time(s): asm fetching secret from the service for "
            + secret
            + ": "
            + why);
  }
}
