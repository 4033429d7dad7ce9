package dev.fnk.cli.resource.ecr;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.image.ImageKind;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.image.ImageTag;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import software.amazon.awssdk.services.ecr.model.Image;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;

/** An image in one of the lab's repositories, under a tag made of its content. */
public final class EcrImage implements ManagedResource<EcrImage.Attributes> {
  private final AwsClients aws;
  private final ImagePublisher publisher;
  private final ImageKind kind;
  private final Repository repository;

  /**
   * @param reference by digest, as a task definition names it
   */
  public record Attributes(String reference) {}

  public EcrImage(AwsClients aws, ImagePublisher publisher, ImageKind kind, Repository repository) {
    this.aws = aws;
    this.publisher = publisher;
    this.kind = kind;
    this.repository = repository;
  }

  @Override
  public ResourceId id() {
    String suffix =
        switch (kind) {
          case AGENT -> ":fnk-agent";
          case OTHER_AGENT -> ":fnk-agent-of-the-other-architecture";
          case KUBELET, SAMPLE -> "";
        };
    return new ResourceId("ecr:image", repository.name() + suffix);
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of(repository);
  }

  @Override
  public Optional<Resource<?>> inside() {
    return Optional.of(repository);
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    var home = known.find(repository);
    if (home.isEmpty()) {
      return new Absent<>();
    }
    try {
      var tag = publisher.wanted(kind);
      var found = tag.text().isPresent() ? withTag(tag.text().get()) : newest(tag.prefix());
      return Observed.of(found.map(i -> present(home.get(), i)));
    } catch (RepositoryNotFoundException e) {
      return new Absent<>();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("interrupted while the image's base was looked for");
  }

  private Optional<ImageIdentifier> withTag(String tag) {
    return aws
        .ecr()
        .batchGetImage(
            r ->
                r.repositoryName(repository.name())
                    .imageIds(ImageIdentifier.builder().imageTag(tag).build()))
        .images()
        .stream()
        .findFirst()
        .map(Image::imageId);
  }

  /** While nobody answers for the base, an image of the wanted content on any base will do. */
  private Optional<ImageIdentifier> newest(String prefix) {
    return aws
        .ecr()
        .describeImagesPaginator(r -> r.repositoryName(repository.name()))
        .imageDetails()
        .stream()
        .filter(d -> d.imageTags().stream().anyMatch(t -> t.startsWith(prefix)))
        .max(Comparator.comparing(ImageDetail::imagePushedAt))
        .map(
            d ->
                ImageIdentifier.builder()
                    .imageDigest(d.imageDigest())
                    .imageTag(
                        d.imageTags().stream()
                            .filter(t -> t.startsWith(prefix))
                            .findFirst()
                            .orElseThrow())
                    .build());
  }

  private static Present<Attributes> present(
      Present<Repository.Attributes> home, ImageIdentifier image) {
    return present(home, image.imageTag(), image.imageDigest());
  }

  private static Present<Attributes> present(
      Present<Repository.Attributes> home, String tag, String digest) {
    return new Present<>(
        tag, home.arn(), "available", new Attributes(home.attributes().uri() + "@" + digest));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    return Change.none();
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var home = context.known().of(repository);
    try {
      var image = publisher.publish(kind, aws.ecr(), repository.name(), home.attributes().uri());
      return present(home, image.tag(), image.digest());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return present;
  }

  /** All of its kind that fnk pushed, earlier ones too; what others pushed is left. */
  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    new OwnImages(aws.ecr(), repository.name()).delete(tag -> ImageTag.isOf(kind, tag));
  }
}
