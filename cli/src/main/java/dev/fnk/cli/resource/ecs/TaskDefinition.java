package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Trace;
import dev.fnk.cli.resource.iam.Propagation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionField;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;

/**
 * The newest revision of a task definition. Revisions never change, so a tag with the hash of what
 * it was made of tells whether it is the one that is wanted.
 */
public final class TaskDefinition implements ManagedResource<TaskDefinition.Attributes> {
  private static final String CONTENT = "fnk.dev/content";

  private final AwsClients aws;
  private final LabTags tags;
  private final String family;
  private final List<Resource<?>> needs;
  private final Function<ObservedState, Optional<String>> document;

  /**
   * @param arn with the revision
   * @param content hash of what it was made of
   */
  public record Attributes(String arn, String content) {}

  /**
   * @param document the filled template, once all that it names exists
   */
  public TaskDefinition(
      AwsClients aws,
      LabTags tags,
      String family,
      List<Resource<?>> needs,
      Function<ObservedState, Optional<String>> document) {
    this.aws = aws;
    this.tags = tags;
    this.family = family;
    this.needs = List.copyOf(needs);
    this.document = document;
  }

  @Override
  public ResourceId id() {
    return new ResourceId(Revisions.TYPE, family);
  }

  @Override
  public List<Resource<?>> needs() {
    return needs;
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    try {
      var found =
          aws.ecs()
              .describeTaskDefinition(
                  r -> r.taskDefinition(family).include(TaskDefinitionField.TAGS));
      var has = EcsTags.map(found.tags());
      var arn = found.taskDefinition().taskDefinitionArn();
      var status = found.taskDefinition().statusAsString();
      return tags.observed(
          has, family, Optional.of(arn), () -> present(arn, status, has.getOrDefault(CONTENT, "")));
    } catch (ClientException e) {
      if (AwsErrors.message(e).toLowerCase(java.util.Locale.ROOT).contains("unable to describe")) {
        return Observed.of(deregistered()); // how ECS says that it has no active one
      }
      throw e;
    }
  }

  /** A revision that was deregistered and not deleted: a teardown did not come to its end. */
  private Optional<Present<Attributes>> deregistered() {
    return new Revisions(aws)
        .list(family::equals, family, TaskDefinitionStatus.INACTIVE).stream()
            .max(Comparator.naturalOrder())
            .map(arn -> present(arn, TaskDefinitionStatus.INACTIVE.toString(), ""));
  }

  private static Present<Attributes> present(String arn, String status, String content) {
    return new Present<>(
        arn.substring(arn.lastIndexOf('/') + 1),
        Optional.of(arn),
        status,
        new Attributes(arn, content));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    return document
        .apply(known)
        .map(text -> new TaskDefinitionDocument(text).hash())
        .filter(hash -> hash.equals(present.attributes().content()))
        .map(_ -> Change.none())
        .orElseGet(() -> Change.update("what it is made of has changed"));
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    needs.stream().filter(ManagedResource.class::isInstance).forEach(n -> context.known().of(n));
    var wanted =
        new TaskDefinitionDocument(
            document
                .apply(context.known())
                .orElseThrow(() -> new IllegalStateException("all it names exists")));
    Map<String, String> all = new HashMap<>(tags.named(family));
    all.put(CONTENT, wanted.hash());
    var made =
        context.retry(
            "the roles to be valid",
            context.deadlines().consistency(),
            Propagation::notYet,
            () -> aws.ecs().registerTaskDefinition(wanted.request(all)));
    return present(
        made.taskDefinition().taskDefinitionArn(),
        TaskDefinitionStatus.ACTIVE.toString(),
        wanted.hash());
  }

  /** A new revision; the ones before it go with the lab. */
  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return create(context);
  }

  @Override
  public List<Trace> traces(ObservedState known) {
    return new Revisions(aws).traces(family::equals, family);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    new Revisions(aws).delete(family::equals, family, context);
  }
}
