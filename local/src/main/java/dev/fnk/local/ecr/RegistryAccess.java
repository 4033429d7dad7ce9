package dev.fnk.local.ecr;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;

/** Decides whether a caller may do something with a repository. */
public interface RegistryAccess {
  /**
   * Returns when it is allowed.
   *
   * @param action such as {@code ecr:PutImage}
   * @throws AwsError when it is not
   */
  void check(Caller caller, String region, String action, String repositoryArn);
}
