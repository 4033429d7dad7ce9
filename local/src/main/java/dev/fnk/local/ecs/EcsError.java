package dev.fnk.local.ecs;

import dev.fnk.local.aws.AwsError;

/** The errors of the ECS service model, in the service's own words where they are known. */
final class EcsError {
  private EcsError() {}

  static AwsError client(String message) {
    return new AwsError(400, "ClientException", message);
  }

  static AwsError invalidParameter(String message) {
    return new AwsError(400, "InvalidParameterException", message);
  }

  static AwsError serialization(String message) {
    return new AwsError(400, "SerializationException", message);
  }

  static AwsError clusterNotFound() {
    return new AwsError(400, "ClusterNotFoundException", "Cluster not found.");
  }

  static AwsError serviceNotFound() {
    return new AwsError(400, "ServiceNotFoundException", "Service not found.");
  }

  static AwsError serviceNotActive() {
    return new AwsError(400, "ServiceNotActiveException", "Service was not ACTIVE.");
  }

  static AwsError resourceNotFound(String arn) {
    return new AwsError(
        400, "ResourceNotFoundException", "The specified resource was not found: " + arn);
  }

  static AwsError taskNotFound() {
    return invalidParameter("The referenced task was not found.");
  }
}
