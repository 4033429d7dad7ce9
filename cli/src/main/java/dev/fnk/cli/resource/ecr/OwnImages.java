package dev.fnk.cli.resource.ecr;

import dev.fnk.cli.image.ImageTag;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;

/** The images of a repository that fnk pushed, earlier ones too; told by their tags. */
record OwnImages(EcrClient ecr, String repository) {
  private static final int BATCH = 100; // BatchDeleteImage takes no more

  /** Removes them; one that somebody else tagged, too, keeps that tag. */
  void delete() {
    delete(ImageTag::isOurs);
  }

  /** Removes those whose tags are of these. */
  void delete(Predicate<String> tags) {
    try {
      var all =
          ecr.listImagesPaginator(r -> r.repositoryName(repository)).imageIds().stream()
              .filter(i -> i.imageTag() != null && tags.test(i.imageTag()))
              .map(i -> i.toBuilder().imageDigest(null).build()) // the tag, not all of the image
              .toList();
      for (int from = 0; from < all.size(); from += BATCH) {
        var some = all.subList(from, Math.min(from + BATCH, all.size()));
        ecr.batchDeleteImage(r -> r.repositoryName(repository).imageIds(some));
      }
    } catch (RepositoryNotFoundException _) {
      // gone with its repository
    }
  }
}
