package dev.fnk.local.tagging;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.Page;
import dev.fnk.local.moto.MotoClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.arns.Arn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Resource Groups Tagging API: moto's resources and those of the own services in one list. As
 * on AWS, IAM users and roles are not in it.
 */
public final class TaggingService implements AwsService {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MEDIA_TYPE = "application/x-amz-json-1.1";
  private static final int MAX_PAGE = 100;

  private final MotoClient moto;
  private final List<TaggedResources> own = new CopyOnWriteArrayList<>();

  public TaggingService(MotoClient moto) {
    this.moto = moto;
  }

  /** Adds a service to ask. */
  public void add(TaggedResources resources) {
    own.add(resources);
  }

  /** The tags of a resource of an own service; empty when there is none, or no tags. */
  public Map<String, String> tags(String region, String arn) {
    String service = Arn.fromString(arn).service();
    return own.stream()
        .filter(each -> each.signingName().equals(service))
        .flatMap(each -> each.resources(region))
        .filter(resource -> resource.arn().equals(arn))
        .findFirst()
        .map(TaggedResource::tags)
        .orElse(Map.of());
  }

  @Override
  public String signingName() {
    return "tagging";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    if (!request.targetOperation().orElse("").equals("GetResources")) {
      return moto.forward(request);
    }
    JsonNode input =
        JSON.readTree(
            request.body().length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : request.body());
    ResourceFilter filter = ResourceFilter.of(input);
    int limit = input.path("ResourcesPerPage").asInt(50);
    if (limit < 1 || limit > MAX_PAGE) {
      throw invalid("ResourcesPerPage must be between 1 and " + MAX_PAGE);
    }
    List<TaggedResource> found = new ArrayList<>(ofMoto(request, filter));
    own.stream()
        .flatMap(service -> service.resources(request.region()))
        .filter(filter::matches)
        .forEach(found::add);
    Page<TaggedResource> page;
    try {
      page =
          Page.of(
              found.stream().sorted(Comparator.comparing(TaggedResource::arn)).toList(),
              TaggedResource::arn,
              limit,
              Optional.of(input.path("PaginationToken").asString(""))
                  .filter(token -> !token.isEmpty()));
    } catch (IllegalArgumentException _) {
      throw new AwsError(400, "PaginationTokenExpiredException", "the token is not one of ours");
    }
    return AwsResponse.json(200, MEDIA_TYPE, JSON.writeValueAsString(answer(page)));
  }

  private static ObjectNode answer(Page<TaggedResource> page) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode list = answer.putArray("ResourceTagMappingList");
    for (TaggedResource resource : page.items()) {
      ObjectNode mapping = list.addObject().put("ResourceARN", resource.arn());
      ArrayNode tags = mapping.putArray("Tags");
      resource.tags().forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
    }
    answer.put("PaginationToken", page.nextToken().orElse(""));
    return answer;
  }

  /** All pages of moto's answer to the same filters. */
  private List<TaggedResource> ofMoto(AwsRequest request, ResourceFilter filter) {
    List<TaggedResource> found = new ArrayList<>();
    String token = "";
    do {
      ObjectNode input = JSON.createObjectNode().put("ResourcesPerPage", MAX_PAGE);
      if (!token.isEmpty()) {
        input.put("PaginationToken", token);
      }
      AwsResponse response = moto.forward(withBody(request, JSON.writeValueAsString(input)));
      JsonNode page = JSON.readTree(response.body());
      if (response.status() >= 300) {
        throw new AwsError(
            response.status(),
            page.path("__type").asString("InternalServiceException"),
            page.path("message").asString("moto answered " + response.status()));
      }
      for (JsonNode mapping : page.path("ResourceTagMappingList")) {
        TaggedResource resource = resource(mapping);
        if (filter.matches(resource) && !isOwn(resource)) {
          found.add(resource);
        }
      }
      token = page.path("PaginationToken").asString("");
    } while (!token.isEmpty());
    return found;
  }

  private boolean isOwn(TaggedResource resource) {
    String service = Arn.fromString(resource.arn()).service();
    return own.stream().anyMatch(each -> each.signingName().equals(service));
  }

  private static TaggedResource resource(JsonNode mapping) {
    Map<String, String> tags = new HashMap<>();
    for (JsonNode tag : mapping.path("Tags")) {
      tags.put(tag.path("Key").asString(""), tag.path("Value").asString(""));
    }
    return new TaggedResource(mapping.path("ResourceARN").asString(""), tags);
  }

  private static AwsRequest withBody(AwsRequest request, String body) {
    return new AwsRequest(
        request.service(),
        request.region(),
        request.caller(),
        request.method(),
        request.path(),
        request.query(),
        request.headers(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterException", message);
  }
}
