package dev.fnk.cli.resource.secretsmanager;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Trace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * The secrets that the node made of imagePullSecrets and had no time to remove: {@code
 * fnk/LAB/pull-HASH}, of which those without the lab's tags are somebody else's.
 */
public final class PullSecrets implements LeftoverResource<PullSecrets.Attributes> {
  private static final String TYPE = "secretsmanager:secret";

  private final AwsClients aws;
  private final LabTags tags;
  private final LabNames names;

  /** Nothing to read of it. */
  public record Attributes() {}

  public PullSecrets(AwsClients aws, LabTags tags, LabNames names) {
    this.aws = aws;
    this.tags = tags;
    this.names = names;
  }

  @Override
  public ResourceId id() {
    return new ResourceId(TYPE, names.pullSecrets() + "*");
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    int found = all().size();
    return found == 0
        ? new Absent<>()
        : new Present<>(found + " secrets", Optional.empty(), "available", new Attributes());
  }

  @Override
  public List<Trace> traces(ObservedState known) {
    return all().stream().map(secret -> Trace.left(TYPE, secret.arn(), "available")).toList();
  }

  /** At once, so that a lab of the same name can make them again. */
  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    for (SecretListEntry secret : all()) {
      try {
        aws.secrets().deleteSecret(r -> r.secretId(secret.arn()).forceDeleteWithoutRecovery(true));
      } catch (ResourceNotFoundException _) {
        // what was asked for
      }
    }
    context.untilGone("the secrets", context.deadlines().consistency(), this);
  }

  /** Without those that somebody has scheduled for deletion: they go by themselves. */
  private List<SecretListEntry> all() {
    Filter named =
        Filter.builder().key(FilterNameStringType.NAME).values(names.pullSecrets()).build();
    return aws.secrets().listSecretsPaginator(r -> r.filters(named)).stream()
        .flatMap(page -> page.secretList().stream())
        .filter(secret -> secret.name().startsWith(names.pullSecrets()))
        .filter(
            secret ->
                tags.own(secret.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value))))
        .toList();
  }
}
