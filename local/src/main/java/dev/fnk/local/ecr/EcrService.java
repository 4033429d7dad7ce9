package dev.fnk.local.ecr;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.tagging.TaggedResource;
import dev.fnk.local.tagging.TaggedResources;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * ECR: moto keeps the repositories and their settings, the registry their images. A repository's
 * URI is the gateway's address, since the registry is there.
 */
public final class EcrService implements AwsService, TaggedResources {
  private static final Logger LOG = LoggerFactory.getLogger(EcrService.class);
  private static final JsonMapper JSON = new JsonMapper();
  static final String MEDIA_TYPE = "application/x-amz-json-1.1";

  private final MotoClient moto;
  private final URI endpoint;
  private final String accountId;
  private final RepositoryDirectory directory;
  private final RegistryTokens tokens;
  private final Downloads downloads;
  private final ImageStore images;
  private final ImageOperations operations;

  /**
   * @param endpoint the gateway
   */
  public EcrService(
      MotoClient moto,
      URI endpoint,
      String accountId,
      RepositoryDirectory directory,
      RegistryTokens tokens,
      Downloads downloads,
      ImageStore images) {
    this.downloads = downloads;
    this.moto = moto;
    this.endpoint = endpoint;
    this.accountId = accountId;
    this.directory = directory;
    this.tokens = tokens;
    this.images = images;
    this.operations = new ImageOperations(accountId, images);
  }

  @Override
  public String signingName() {
    return "ecr";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    String operation = request.targetOperation().orElse("");
    JsonNode input =
        request.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(request.body());
    return switch (operation) {
      case "GetAuthorizationToken" -> json(authorization(request));
      case "DeleteRepository" -> delete(request, input);
      case "PutImage" -> json(operations.put(input, known(request, input), of(request, input)));
      case "BatchGetImage" -> {
        known(request, input);
        yield json(operations.get(input, of(request, input)));
      }
      case "BatchDeleteImage" -> {
        known(request, input);
        yield json(operations.delete(input, of(request, input)));
      }
      case "ListImages" -> {
        known(request, input);
        yield json(operations.list(input, of(request, input)));
      }
      case "DescribeImages" -> {
        known(request, input);
        yield json(operations.describe(input, of(request, input)));
      }
      case "BatchCheckLayerAvailability" -> {
        known(request, input);
        yield json(operations.layers(input, of(request, input)));
      }
      case "GetDownloadUrlForLayer" -> {
        known(request, input);
        yield json(download(request, input));
      }
      case "InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload" ->
          throw new AwsError(
              400,
              "InvalidParameterException",
              "the local ECR takes layers over its registry only: docker push");
      default -> withLocalUris(moto.forward(request), request.region());
    };
  }

  private RepositoryDirectory.Entry known(AwsRequest request, JsonNode input) {
    String name = name(input);
    return directory
        .find(request.region(), name)
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "RepositoryNotFoundException",
                    "The repository with name '%s' does not exist in the registry with id '%s'"
                        .formatted(name, accountId)));
  }

  private Repository of(AwsRequest request, JsonNode input) {
    return images.repository(request.region(), name(input));
  }

  private static String name(JsonNode input) {
    return input.path("repositoryName").asString("");
  }

  private ObjectNode authorization(AwsRequest request) {
    RegistryTokens.Token token = tokens.issue(request.caller(), request.region());
    ObjectNode answer = JSON.createObjectNode();
    answer
        .putArray("authorizationData")
        .addObject()
        .put("authorizationToken", token.authorization())
        .put("expiresAt", token.expires().getEpochSecond())
        .put("proxyEndpoint", endpoint.toString());
    return answer;
  }

  /** At the host that was asked: a task has another way to the gateway than this machine. */
  private ObjectNode download(AwsRequest request, JsonNode input) {
    String text = input.path("layerDigest").asString("");
    if (Digest.parse(text).filter(of(request, input)::holds).isEmpty()) {
      throw new AwsError(
          400,
          "LayersNotFoundException",
          "The layer with digest '%s' does not exist in the repository with name '%s' in registry with id '%s'"
              .formatted(text, name(input), accountId));
    }
    String host = request.header("host").orElse(endpoint.getRawAuthority());
    String ticket = downloads.issue(request.region(), name(input), text);
    return JSON.createObjectNode()
        .put(
            "downloadUrl",
            "http://%s/v2/%s/blobs/%s?%s=%s"
                .formatted(host, name(input), text, Downloads.PARAMETER, ticket))
        .put("layerDigest", text);
  }

  private AwsResponse delete(AwsRequest request, JsonNode input) {
    known(request, input);
    String name = name(input);
    boolean empty = of(request, input).images().isEmpty();
    if (!empty && !input.path("force").asBoolean(false)) {
      throw new AwsError(
          400,
          "RepositoryNotEmptyException",
          "The repository with name '%s' in registry with id '%s' cannot be deleted because it still contains images"
              .formatted(name, accountId));
    }
    AwsResponse response = withLocalUris(moto.forward(request), request.region());
    if (response.status() < 300) {
      try {
        images.remove(request.region(), name);
      } catch (IOException e) {
        // The repository is gone all the same; its files go with the world.
        LOG.warn("blobs of {} are not removed", name, e);
      }
    }
    return response;
  }

  /** Moto names ECR's own hosts. */
  private AwsResponse withLocalUris(AwsResponse response, String region) {
    String host = accountId + ".dkr.ecr." + region + ".amazonaws.com";
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return new AwsResponse(
        response.status(),
        response.headers(),
        body.replace(host, endpoint.getAuthority()).getBytes(StandardCharsets.UTF_8));
  }

  private static AwsResponse json(ObjectNode answer) {
    return AwsResponse.json(200, MEDIA_TYPE, JSON.writeValueAsString(answer));
  }

  @Override
  public Stream<TaggedResource> resources(String region) {
    return StreamSupport.stream(directory.list(region).spliterator(), false)
        .map(repository -> repository.path("repositoryArn").asString(""))
        .map(arn -> new TaggedResource(arn, tags(region, arn)))
        .filter(resource -> !resource.tags().isEmpty());
  }

  private Map<String, String> tags(String region, String arn) {
    Map<String, String> tags = new HashMap<>();
    for (JsonNode tag : directory.tags(region, arn)) {
      tags.put(tag.path("Key").asString(""), tag.path("Value").asString(""));
    }
    return tags;
  }
}
