package dev.fnk.local.eks.protocol;

import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A documented error of the EKS API with its modelled members. */
public final class EksError extends RuntimeException {
  private static final String CLUSTER = "clusterName";

  private final int status;
  private final String code;
  private final Map<String, String> members;
  private final List<String> validZones;

  private EksError(int status, String code, String message, Map<String, String> members) {
    this(status, code, message, members, List.of());
  }

  private EksError(
      int status,
      String code,
      String message,
      Map<String, String> members,
      List<String> validZones) {
    super(message);
    this.status = status;
    this.code = code;
    this.members = Map.copyOf(members);
    this.validZones = List.copyOf(validZones);
  }

  public static EksError noCluster(String cluster) {
    return notFound(cluster, "No cluster found for name: " + cluster + ".");
  }

  public static EksError notFound(String cluster, String message) {
    return new EksError(404, "ResourceNotFoundException", message, Map.of(CLUSTER, cluster));
  }

  public static EksError inUse(String cluster, String message) {
    return new EksError(409, "ResourceInUseException", message, Map.of(CLUSTER, cluster));
  }

  public static EksError invalidParameter(String cluster, String message) {
    return new EksError(400, "InvalidParameterException", message, Map.of(CLUSTER, cluster));
  }

  public static EksError invalidParameter(String message) {
    return new EksError(400, "InvalidParameterException", message, Map.of());
  }

  public static EksError invalidRequest(String cluster, String message) {
    return new EksError(400, "InvalidRequestException", message, Map.of(CLUSTER, cluster));
  }

  /**
   * @param valid names of the zones that EKS would take
   */
  public static EksError unsupportedZone(String cluster, String zone, List<String> valid) {
    return new EksError(
        400,
        "UnsupportedAvailabilityZoneException",
        "Cannot create cluster '%s' because %s, the targeted availability zone, does not currently have sufficient capacity to support the cluster. Retry and choose from these availability zones: %s"
            .formatted(cluster, zone, String.join(", ", valid)),
        Map.of(CLUSTER, cluster),
        valid);
  }

  /** Tag operations have error names of their own. */
  public static EksError tagsNotFound(String arn) {
    return new EksError(404, "NotFoundException", "Resource not found: " + arn, Map.of());
  }

  public static EksError badTags(String message) {
    return new EksError(400, "BadRequestException", message, Map.of());
  }

  public String code() {
    return code;
  }

  public AwsResponse toResponse() {
    ObjectNode body = Json.object();
    members.forEach(body::put);
    if (!validZones.isEmpty()) {
      ArrayNode zones = body.putArray("validZones");
      validZones.forEach(zones::add);
    }
    body.put("message", String.valueOf(getMessage()));
    return new AwsResponse(
        status,
        Map.of("Content-Type", Json.MEDIA_TYPE, "x-amzn-ErrorType", code),
        Json.bytes(body));
  }
}
