package dev.fnk.kubelet.pullsecret;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.PullSecretNames;
import dev.fnk.kubelet.contract.TagKeys;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked of Secrets Manager. The node writes its secrets, and reads none: its role has
 * {@code CreateSecret}, {@code TagResource} (tags at creation), {@code DescribeSecret}, {@code
 * PutSecretValue}, {@code RestoreSecret} and {@code DeleteSecret} on names with the lab's prefix,
 * and {@code ListSecrets}. All throw {@link SdkException}: what AWS said.
 */
final class SecretCalls {
  private final SecretsManagerClient client;
  private final NodeConfig config;

  SecretCalls(SecretsManagerClient client, NodeConfig config) {
    this.client = client;
    this.config = config;
  }

  /**
   * Has the secret hold the login, whatever became of it meanwhile.
   *
   * @param expected whether it was there when it was last seen
   * @param holds whether it held this very login then
   * @return why it cannot; empty: it does
   */
  Optional<String> put(String name, PullLogin login, boolean expected, boolean holds) {
    if (!expected && create(name, login)) {
      return Optional.empty();
    }
    Optional<DescribeSecretResponse> found = describe(name);
    if (found.isEmpty()) {
      return create(name, login)
          ? Optional.empty()
          : Optional.of("secret " + name + " is just being deleted");
    }
    if (!ours(tags(found.get().tags()))) {
      return Optional.of("secret " + name + " does not carry the tags of this lab and node");
    }
    if (found.get().deletedDate() != null) {
      client.restoreSecret(r -> r.secretId(name));
    }
    if (!holds) {
      client.putSecretValue(r -> r.secretId(name).secretString(json(login.login())));
    }
    return Optional.empty();
  }

  /** Whether it could be made: there was none of this name, not even one on its way out. */
  private boolean create(String name, PullLogin login) {
    try {
      client.createSecret(
          r ->
              r.name(name)
                  .description("User of a registry, of an imagePullSecret; ECS pulls with it")
                  .secretString(json(login.login()))
                  .tags(tags(login.owner())));
      return true;
    } catch (ResourceExistsException _) {
      return false;
    } catch (InvalidRequestException e) {
      if (String.valueOf(e.getMessage()).contains("scheduled for deletion")) {
        return false;
      }
      throw e;
    }
  }

  private Optional<DescribeSecretResponse> describe(String name) {
    try {
      return Optional.of(client.describeSecret(r -> r.secretId(name)));
    } catch (ResourceNotFoundException _) {
      return Optional.empty();
    }
  }

  /** At once, without the days of grace in which the name could not be used again. */
  void delete(String name) {
    try {
      client.deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true));
    } catch (ResourceNotFoundException _) {
      // what was asked for
    }
  }

  /** Those of this node, by name, with what they were made of. */
  Map<String, Owner> own() {
    String prefix = PullSecretNames.prefix(config.lab());
    var own = new LinkedHashMap<String, Owner>();
    Filter named = Filter.builder().key(FilterNameStringType.NAME).values(prefix).build();
    String next = null;
    do {
      String from = next;
      ListSecretsResponse page = client.listSecrets(r -> r.filters(named).nextToken(from));
      for (var secret : page.secretList()) {
        Map<String, String> tags = tags(secret.tags());
        if (secret.name().startsWith(prefix) && ours(tags)) {
          own.put(
              secret.name(),
              new Owner(
                  tags.getOrDefault(TagKeys.NAMESPACE, ""),
                  tags.getOrDefault(TagKeys.PULL_SECRET, "")));
        }
      }
      next = page.nextToken();
    } while (next != null && !next.isEmpty());
    return own;
  }

  private boolean ours(Map<String, String> tags) {
    return config.lab().equals(tags.get(TagKeys.LAB))
        && config.nodeName().equals(tags.get(TagKeys.NODE));
  }

  private static Map<String, String> tags(List<Tag> tags) {
    var all = new TreeMap<String, String>();
    tags.forEach(tag -> all.put(tag.key(), tag.value()));
    return all;
  }

  private List<Tag> tags(Owner owner) {
    var all = new TreeMap<>(config.tags());
    all.put(TagKeys.LAB, config.lab());
    all.put(TagKeys.NODE, config.nodeName());
    all.put(TagKeys.NAMESPACE, owner.namespace());
    all.put(TagKeys.PULL_SECRET, owner.secret());
    var tags = new ArrayList<Tag>();
    all.forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return tags;
  }

  /**
   * As ECS reads it.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html">Using
   *     non-AWS container images in Amazon ECS</a>
   */
  private static String json(Login login) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("username", login.user())
        .put("password", login.password())
        .toString();
  }
}
