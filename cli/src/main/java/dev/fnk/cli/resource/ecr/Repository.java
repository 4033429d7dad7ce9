package dev.fnk.cli.resource.ecr;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.template.Json;
import dev.fnk.cli.template.Templates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotEmptyException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;

/** An image repository whose tags never move, with a scan of each push. */
public final class Repository implements ManagedResource<Repository.Attributes> {
  /**
   * Of the images that fnk pushed the fifty youngest are kept; those of others have other tags and
   * are never matched. Safe for what is deployed: each {@code up} deploys the image that it has
   * just pushed, or one that is there; only an image deployed again after fifty others came (an old
   * fnk, run again) may expire while it runs, and then the next {@code up} pushes it anew.
   */
  static final String LIFECYCLE = Templates.render("policies/image-lifecycle.json", Map.of());

  /** What fnk 0.1.0 wrote: by it fifty images of the node push out the agent's, used or not. */
  static final String EARLIER_LIFECYCLE =
      """
      {"rules": [{
        "rulePriority": 1,
        "description": "the images of fnk: the youngest stay",
        "selection": {"tagStatus": "tagged", "tagPrefixList": ["fnk-"],
          "countType": "imageCountMoreThan", "countNumber": 50},
        "action": {"type": "expire"}
      }]}
      """;

  private final AwsClients aws;
  private final LabTags tags;
  private final String name;

  /**
   * @param uri where images are pushed to and pulled from
   * @param immutable whether a tag stays with its image
   * @param scanned whether pushes are scanned
   * @param lifecycle its lifecycle policy, JSON; empty: it has none
   */
  public record Attributes(String uri, boolean immutable, boolean scanned, String lifecycle) {}

  public Repository(AwsClients aws, LabTags tags, String name) {
    this.aws = aws;
    this.tags = tags;
    this.name = name;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ecr:repository", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    try {
      var found =
          aws.ecr().describeRepositories(r -> r.repositoryNames(name)).repositories().getFirst();
      var arn = found.repositoryArn();
      Map<String, String> has = new HashMap<>();
      aws.ecr()
          .listTagsForResource(r -> r.resourceArn(arn))
          .tags()
          .forEach(t -> has.put(t.key(), t.value()));
      return tags.observed(has, name, Optional.of(arn), () -> present(found));
    } catch (RepositoryNotFoundException e) {
      return new Absent<>();
    }
  }

  private Present<Attributes> present(software.amazon.awssdk.services.ecr.model.Repository found) {
    var scan = found.imageScanningConfiguration();
    return new Present<>(
        name,
        Optional.of(found.repositoryArn()),
        "available",
        new Attributes(
            found.repositoryUri(),
            found.imageTagMutability() == ImageTagMutability.IMMUTABLE,
            scan != null && scan.scanOnPush(),
            lifecycle()));
  }

  private String lifecycle() {
    try {
      return aws.ecr().getLifecyclePolicy(r -> r.repositoryName(name)).lifecyclePolicyText();
    } catch (LifecyclePolicyNotFoundException e) {
      return "";
    }
  }

  /** A policy that says something else is somebody's choice. */
  private boolean lacksLifecycle(Attributes is) {
    return is.lifecycle().isEmpty() || Json.same(is.lifecycle(), EARLIER_LIFECYCLE);
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    if (!is.immutable()) {
      return Change.update("its tags can be moved");
    }
    if (!is.scanned()) {
      return Change.update("pushes are not scanned");
    }
    return lacksLifecycle(is)
        ? Change.update(
            is.lifecycle().isEmpty()
                ? "nothing removes old images"
                : "images of the agent that are in use may be removed")
        : Change.none();
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    try {
      aws.ecr()
          .createRepository(
              r ->
                  r.repositoryName(name)
                      .imageTagMutability(ImageTagMutability.IMMUTABLE)
                      .imageScanningConfiguration(s -> s.scanOnPush(true))
                      .tags(
                          tags.named(name).entrySet().stream()
                              .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
                              .toList()));
    } catch (RepositoryAlreadyExistsException e) {
      if (observe(context.known()) instanceof Foreign<Attributes>) {
        throw e;
      }
    }
    var made = context.untilKnown("the repository", this);
    return diff(made, context.known()) instanceof Change.None ? made : update(made, context);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    aws.ecr()
        .putImageTagMutability(
            r -> r.repositoryName(name).imageTagMutability(ImageTagMutability.IMMUTABLE));
    aws.ecr()
        .putImageScanningConfiguration(
            r -> r.repositoryName(name).imageScanningConfiguration(s -> s.scanOnPush(true)));
    if (lacksLifecycle(present.attributes())) {
      aws.ecr().putLifecyclePolicy(r -> r.repositoryName(name).lifecyclePolicyText(LIFECYCLE));
    }
    return new Present<>(
        present.id(),
        present.arn(),
        present.state(),
        new Attributes(present.attributes().uri(), true, true, LIFECYCLE));
  }

  /** Without force: what is left in it then is not fnk's. */
  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    new OwnImages(aws.ecr(), name).delete(); // also while none of them is the wanted one
    try {
      aws.ecr().deleteRepository(r -> r.repositoryName(name));
    } catch (RepositoryNotFoundException _) {
      // what was asked for
    } catch (RepositoryNotEmptyException e) {
      var left = aws.ecr().listImagesPaginator(r -> r.repositoryName(name)).imageIds().stream();
      throw new ResourceException(
          "others pushed images into it: "
              + left.map(i -> i.imageTag() == null ? i.imageDigest() : i.imageTag())
                  .sorted()
                  .collect(Collectors.joining(", ")),
          "aws ecr delete-repository --force --repository-name %s, if they can go; then fnk teardown"
              .formatted(name),
          e);
    }
  }
}
