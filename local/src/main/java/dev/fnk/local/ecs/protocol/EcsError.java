package dev.fnk.local.ecs.protocol;

import dev.fnk.local.aws.AwsError;

/** The errors of the ECS service model, in the service's own words where they are known. */
public final class EcsError {
  private EcsError() {}

  public static AwsError client(String message) {
    return new AwsError(400, "ClientException", message);
  }

  public static AwsError invalidParameter(String message) {
    return new AwsError(400, "InvalidParameterException", message);
  }

  public static AwsError serialization(String message) {
    return new AwsError(400, "SerializationException", message);
  }

  public static AwsError clusterNotFound() {
    return new AwsError(400, "ClusterNotFoundException", "Cluster not found.");
  }

  public static AwsError serviceNotFound() {
    return new AwsError(400, "ServiceNotFoundException", "Service not found.");
  }

  public static AwsError serviceNotActive() {
    return new AwsError(400, "ServiceNotActiveException", "Service was not ACTIVE.");
  }

  public static AwsError resourceNotFound(String arn) {
    return new AwsError(
        400, "ResourceNotFoundException", "The specified resource was not found: " + arn);
  }

  public static AwsError taskNotFound() {
    return invalidParameter("The referenced task was not found.");
  }
}
