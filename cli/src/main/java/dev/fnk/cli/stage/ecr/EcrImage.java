package dev.fnk.cli.stage.ecr;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.image.ImageKind;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Work;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;

/** An image in one of the lab's repositories, under a tag made of its content. */
public final class EcrImage implements Resource<EcrImage.Attributes> {
  private static final int BATCH = 100; // BatchDeleteImage takes no more

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
  public String type() {
    return "ecr:image";
  }

  @Override
  public String name() {
    return repository.name();
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
  public Observed<Attributes> observe(Known known) {
    var home = known.find(repository);
    if (home.isEmpty()) {
      return new Absent<>();
    }
    var tag = publisher.tag(kind);
    try {
      return aws
          .ecr()
          .batchGetImage(
              r ->
                  r.repositoryName(repository.name())
                      .imageIds(ImageIdentifier.builder().imageTag(tag).build()))
          .images()
          .stream()
          .findFirst()
          .<Observed<Attributes>>map(i -> present(home.get(), tag, i.imageId().imageDigest()))
          .orElseGet(Absent::new);
    } catch (RepositoryNotFoundException e) {
      return new Absent<>();
    }
  }

  private static Present<Attributes> present(
      Present<Repository.Attributes> home, String tag, String digest) {
    return new Present<>(
        tag, home.arn(), "available", new Attributes(home.attributes().uri() + "@" + digest));
  }

  @Override
  public Change diff(Present<Attributes> present, Known known) {
    return Change.none();
  }

  @Override
  public Present<Attributes> create(Work work) {
    var home = work.known().of(repository);
    try {
      var image = publisher.publish(kind, aws.ecr(), repository.name(), home.attributes().uri());
      return present(home, image.tag(), image.digest());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while an image was pushed");
    }
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    return present;
  }

  /** Earlier images go with it: all in the repository is the lab's. */
  @Override
  public void delete(Present<Attributes> present, Work work) {
    try {
      var all =
          aws
              .ecr()
              .listImagesPaginator(r -> r.repositoryName(repository.name()))
              .imageIds()
              .stream()
              .map(i -> i.imageDigest())
              .distinct()
              .map(d -> ImageIdentifier.builder().imageDigest(d).build())
              .toList();
      for (int from = 0; from < all.size(); from += BATCH) {
        var some = all.subList(from, Math.min(from + BATCH, all.size()));
        aws.ecr().batchDeleteImage(r -> r.repositoryName(repository.name()).imageIds(some));
      }
    } catch (RepositoryNotFoundException _) {
      // gone with its repository
    }
  }
}
