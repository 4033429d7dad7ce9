package dev.fnk.cli.image;

import java.util.Optional;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;

/** A repository of the caller's account and region. */
record EcrRepository(EcrClient ecr, String name) {
  /** Its URI as ecr:DescribeRepositories gives it; empty if there is no such repository. */
  Optional<String> uri() {
    try {
      return Optional.of(
          ecr.describeRepositories(r -> r.repositoryNames(name))
              .repositories()
              .getFirst()
              .repositoryUri());
    } catch (RepositoryNotFoundException absent) {
      return Optional.empty();
    }
  }
}
