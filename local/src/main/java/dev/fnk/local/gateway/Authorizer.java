package dev.fnk.local.gateway;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;

/** Decides whether a verified caller may do what it asks for. */
public interface Authorizer {
  /**
   * Returns when the request is allowed.
   *
   * @throws AwsError as AWS refuses it
   */
  void authorize(AwsRequest request);
}
