package dev.fnk.local.ecr;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.moto.MotoClient;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which repositories there are: moto knows. */
public final class RepositoryDirectory {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What the registry has to know of a repository.
   *
   * @param immutable whether its tags stay where they are
   */
  record Entry(String arn, boolean immutable) {}

  private final MotoClient moto;
  private final String accessKeyId;

  /**
   * @param accessKeyId key that moto knows
   */
  public RepositoryDirectory(MotoClient moto, String accessKeyId) {
    this.moto = moto;
    this.accessKeyId = accessKeyId;
  }

  Optional<Entry> find(String region, String name) {
    String input =
        JSON.writeValueAsString(
            JSON.createObjectNode().set("repositoryNames", JSON.createArrayNode().add(name)));
    AwsResponse response = call(region, "DescribeRepositories", input);
    JsonNode answer = JSON.readTree(response.body());
    if (response.status() >= 300) {
      if (answer.path("__type").asString("").endsWith("RepositoryNotFoundException")) {
        return Optional.empty();
      }
      throw new AwsError(
          response.status(),
          answer.path("__type").asString("ServerException"),
          answer.path("message").asString("moto answered " + response.status()));
    }
    JsonNode repository = answer.path("repositories").path(0);
    return Optional.of(
        new Entry(
            repository.path("repositoryArn").asString(""),
            repository.path("imageTagMutability").asString("").startsWith("IMMUTABLE")));
  }

  /** All repositories of a region, as DescribeRepositories and ListTagsForResource say. */
  JsonNode list(String region) {
    return JSON.readTree(call(region, "DescribeRepositories", "{}").body()).path("repositories");
  }

  /** The tags of a repository. */
  JsonNode tags(String region, String arn) {
    String input = JSON.writeValueAsString(JSON.createObjectNode().put("resourceArn", arn));
    return JSON.readTree(call(region, "ListTagsForResource", input).body()).path("tags");
  }

  private AwsResponse call(String region, String operation, String input) {
    return moto.json(
        "ecr", region, accessKeyId, "AmazonEC2ContainerRegistry_V20150921." + operation, input);
  }
}
