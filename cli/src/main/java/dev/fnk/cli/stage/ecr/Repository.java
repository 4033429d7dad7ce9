package dev.fnk.cli.stage.ecr;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;

/** An image repository whose tags never move, with a scan of each push. */
public final class Repository implements Resource<Repository.Attributes> {
  private final AwsClients aws;
  private final LabTags tags;
  private final String name;

  /**
   * @param uri where images are pushed to and pulled from
   * @param immutable whether a tag stays with its image
   * @param scanned whether pushes are scanned
   */
  public record Attributes(String uri, boolean immutable, boolean scanned) {}

  public Repository(AwsClients aws, LabTags tags, String name) {
    this.aws = aws;
    this.tags = tags;
    this.name = name;
  }

  @Override
  public String type() {
    return "ecr:repository";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(Known known) {
    try {
      var found =
          aws.ecr().describeRepositories(r -> r.repositoryNames(name)).repositories().getFirst();
      var arn = found.repositoryArn();
      Map<String, String> has = new HashMap<>();
      aws.ecr()
          .listTagsForResource(r -> r.resourceArn(arn))
          .tags()
          .forEach(t -> has.put(t.key(), t.value()));
      if (!tags.own(has)) {
        return new Foreign<>(name, Optional.of(arn), tags.foreign(has));
      }
      var scan = found.imageScanningConfiguration();
      return new Present<>(
          name,
          Optional.of(arn),
          "available",
          new Attributes(
              found.repositoryUri(),
              found.imageTagMutability() == ImageTagMutability.IMMUTABLE,
              scan != null && scan.scanOnPush()));
    } catch (RepositoryNotFoundException e) {
      return new Absent<>();
    }
  }

  @Override
  public Change diff(Present<Attributes> present, Known known) {
    if (!present.attributes().immutable()) {
      return Change.update("its tags can be moved");
    }
    return present.attributes().scanned() ? Change.none() : Change.update("pushes are not scanned");
  }

  @Override
  public Present<Attributes> create(Work work) {
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
      if (observe(work.known()) instanceof Foreign<Attributes>) {
        throw e;
      }
    }
    return work.await(
        "the repository to be known",
        work.deadlines().consistency(),
        () -> observe(work.known()).present());
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    aws.ecr()
        .putImageTagMutability(
            r -> r.repositoryName(name).imageTagMutability(ImageTagMutability.IMMUTABLE));
    aws.ecr()
        .putImageScanningConfiguration(
            r -> r.repositoryName(name).imageScanningConfiguration(s -> s.scanOnPush(true)));
    return new Present<>(
        present.id(),
        present.arn(),
        present.state(),
        new Attributes(present.attributes().uri(), true, true));
  }

  @Override
  public void delete(Present<Attributes> present, Work work) {
    try {
      aws.ecr().deleteRepository(r -> r.repositoryName(name).force(true)); // its images with it
    } catch (RepositoryNotFoundException _) {
      // what was asked for
    }
  }
}
