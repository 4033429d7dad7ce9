package dev.fnk.local.aws;

/** One AWS service of the local account. Calls may come from many threads. */
public interface AwsService {
  /** The name in the credential scope of a signed request, such as {@code ecs}. */
  String signingName();

  /**
   * Answers one verified request.
   *
   * @throws AwsError a documented error of the service
   */
  AwsResponse handle(AwsRequest request);
}
