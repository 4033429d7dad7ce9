package dev.fnk.kubelet.pullsecret;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Secrets Manager as its API reference tells of it, with two secrets a page. */
final class FakeSecretsManager implements SecretsManagerClient {
  private static final int PAGE = 2;

  /** One of its secrets. */
  static final class Secret {
    String value = "";
    Map<String, String> tags = Map.of();
    @Nullable Instant deleted;
  }

  final Map<String, Secret> secrets = new TreeMap<>();

  /** Names of the operations, in order. */
  final List<String> asked = new ArrayList<>();

  /** What the next calls of an operation end with, before anything is done. */
  private final Map<String, Deque<SdkException>> failures = new HashMap<>();

  /** Whether a forced deletion takes its time: the name is neither there nor free. */
  boolean slowDeletion;

  /** What is run within each call. */
  Runnable meanwhile = () -> {};

  /** Those since this was called last. */
  List<String> newlyAsked() {
    List<String> newly = List.copyOf(asked);
    asked.clear();
    return newly;
  }

  void fail(String operation, SdkException failure) {
    failures.computeIfAbsent(operation, _ -> new ArrayDeque<>()).add(failure);
  }

  static SdkException error(String code, String message) {
    return SecretsManagerException.builder()
        .message(message)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  private void ask(String operation) {
    synchronized (this) {
      asked.add(operation);
    }
    meanwhile.run();
    SdkException failure = failures.getOrDefault(operation, new ArrayDeque<>()).poll();
    if (failure != null) {
      throw failure;
    }
  }

  private synchronized Secret there(String name) {
    Secret secret = secrets.get(name);
    if (secret == null) {
      throw ResourceNotFoundException.builder().message("can't find the secret").build();
    }
    return secret;
  }

  @Override
  public synchronized CreateSecretResponse createSecret(CreateSecretRequest request) {
    ask("create");
    Secret present = secrets.get(request.name());
    if (slowDeletion || (present != null && present.deleted != null)) {
      throw InvalidRequestException.builder()
          .message(
              "You can't create this secret because a secret with this name is already scheduled"
                  + " for deletion.")
          .build();
    }
    if (present != null) {
      throw ResourceExistsException.builder().message("already exists").build();
    }
    var made = new Secret();
    made.value = request.secretString();
    made.tags = request.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
    secrets.put(request.name(), made);
    return CreateSecretResponse.builder().name(request.name()).build();
  }

  @Override
  public DescribeSecretResponse describeSecret(DescribeSecretRequest request) {
    ask("describe");
    Secret secret = there(request.secretId());
    return DescribeSecretResponse.builder()
        .name(request.secretId())
        .deletedDate(secret.deleted)
        .tags(tags(secret))
        .build();
  }

  @Override
  public PutSecretValueResponse putSecretValue(PutSecretValueRequest request) {
    ask("put");
    Secret secret = there(request.secretId());
    if (secret.deleted != null) {
      throw InvalidRequestException.builder().message("marked for deletion").build();
    }
    secret.value = request.secretString();
    return PutSecretValueResponse.builder().build();
  }

  @Override
  public RestoreSecretResponse restoreSecret(RestoreSecretRequest request) {
    ask("restore");
    there(request.secretId()).deleted = null;
    return RestoreSecretResponse.builder().build();
  }

  @Override
  public DeleteSecretResponse deleteSecret(DeleteSecretRequest request) {
    ask("delete");
    if (!request.forceDeleteWithoutRecovery()) {
      throw new IllegalStateException("its name would not be free for days");
    }
    there(request.secretId());
    synchronized (this) {
      secrets.remove(request.secretId());
    }
    return DeleteSecretResponse.builder().build();
  }

  @Override
  public synchronized ListSecretsResponse listSecrets(ListSecretsRequest request) {
    ask("list");
    String prefix = request.filters().getFirst().values().getFirst();
    List<SecretListEntry> all =
        secrets.entrySet().stream()
            .filter(each -> each.getKey().startsWith(prefix) && each.getValue().deleted == null)
            .map(
                each ->
                    SecretListEntry.builder()
                        .name(each.getKey())
                        .tags(tags(each.getValue()))
                        .build())
            .toList();
    int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
    int to = Math.min(from + PAGE, all.size());
    return ListSecretsResponse.builder()
        .secretList(all.subList(from, to))
        .nextToken(to < all.size() ? Integer.toString(to) : null)
        .build();
  }

  private static List<Tag> tags(Secret secret) {
    return secret.tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  @Override
  public String serviceName() {
    return "secretsmanager";
  }

  @Override
  public void close() {}
}
