package dev.fnk.kubelet.fargate;

import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServerException;

/** What ECS answers: a task by its name, an error by its kind. */
final class EcsAnswers {
  static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/";

  private EcsAnswers() {}

  static RuntimeException error(String kind, String message) {
    var details = FakeEcs.details(kind, message);
    EcsException.Builder builder =
        switch (kind) {
          case "ClientException" -> ClientException.builder();
          case "InvalidParameterException" -> InvalidParameterException.builder();
          case "ServerException" -> ServerException.builder();
          default -> EcsException.builder();
        };
    return (RuntimeException)
        builder
            .awsErrorDetails(details)
            .requestId("0a1b")
            .statusCode(kind.equals("ServerException") ? 500 : 400)
            .build();
  }
}
