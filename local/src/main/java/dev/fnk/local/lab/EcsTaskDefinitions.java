package dev.fnk.local.lab;

import dev.fnk.local.access.TaskDefinitions;
import dev.fnk.local.account.MotoAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Task definitions as the local ECS describes them to the account itself. */
final class EcsTaskDefinitions implements TaskDefinitions {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Caller SELF =
      new Caller(
          MotoAccount.ACCOUNT_ID,
          "arn:aws:iam::" + MotoAccount.ACCOUNT_ID + ":root",
          MotoAccount.ACCOUNT_ID);

  private final AwsService ecs;

  EcsTaskDefinitions(AwsService ecs) {
    this.ecs = ecs;
  }

  @Override
  public Optional<Known> find(String region, String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String input = JSON.writeValueAsString(JSON.createObjectNode().put("taskDefinition", name));
    AwsRequest request =
        new AwsRequest(
            "ecs",
            region,
            SELF,
            "POST",
            "/",
            "",
            Map.of("x-amz-target", "AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition"),
            input.getBytes(StandardCharsets.UTF_8));
    try {
      AwsResponse response = ecs.handle(request);
      JsonNode found = JSON.readTree(response.body()).path("taskDefinition");
      String arn = found.path("taskDefinitionArn").asString("");
      List<String> roles =
          Stream.of("taskRoleArn", "executionRoleArn")
              .map(member -> found.path(member).asString(""))
              .filter(role -> !role.isEmpty())
              .toList();
      return arn.isEmpty() ? Optional.empty() : Optional.of(new Known(arn, roles));
    } catch (AwsError _) {
      return Optional.empty(); // ECS says so itself when the call reaches it
    }
  }
}
