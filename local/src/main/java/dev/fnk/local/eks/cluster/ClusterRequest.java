package dev.fnk.local.eks.cluster;

import dev.fnk.local.cidr.CidrBlock;
import dev.fnk.local.controlplane.binaries.KubernetesRelease;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What CreateCluster asks for, with EKS's defaults, as far as it can be judged by itself. */
public record ClusterRequest(
    String name,
    KubernetesRelease release,
    String roleArn,
    List<String> subnetIds,
    List<String> securityGroupIds,
    Optional<CidrBlock> services,
    ClusterConfiguration configuration,
    boolean bootstrapAdmin,
    boolean selfManagedAddons,
    JsonNode logging,
    Map<String, String> tags,
    Optional<String> token) {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][A-Za-z0-9_-]{0,99}");
  private static final List<CidrBlock> PRIVATE =
      List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16").stream()
          .flatMap(cidr -> CidrBlock.parse(cidr).stream())
          .toList();
  private static final int LARGEST_SERVICES = 12;
  private static final int SMALLEST_SERVICES = 24;
  private static final int MOST_TAGS = 50;
  private static final List<String> UNSUPPORTED =
      List.of("outpostConfig", "remoteNetworkConfig", "computeConfig", "encryptionConfig");

  public ClusterRequest {
    subnetIds = List.copyOf(subnetIds);
    securityGroupIds = List.copyOf(securityGroupIds);
    tags = Map.copyOf(tags);
  }

  public static ClusterRequest parse(JsonNode body) {
    String name = Json.text(body, "name").orElse("");
    if (!NAME.matcher(name).matches()) {
      throw EksError.invalidParameter(
          name, "The cluster name must match " + NAME.pattern() + ": it is '" + name + "'.");
    }
    for (String part : UNSUPPORTED) {
      if (Json.has(body, part) && !body.path(part).isEmpty()) {
        throw EksError.invalidParameter(name, part + " is not supported by the local lab.");
      }
    }
    JsonNode vpc = body.path("resourcesVpcConfig");
    JsonNode access = body.path("accessConfig");
    return new ClusterRequest(
        name,
        release(name, body),
        required(name, body, "roleArn"),
        Json.texts(vpc, "subnetIds"),
        Json.texts(vpc, "securityGroupIds"),
        services(name, body.path("kubernetesNetworkConfig")),
        configuration(name, body),
        Json.flag(access, "bootstrapClusterCreatorAdminPermissions").orElse(true),
        Json.flag(body, "bootstrapSelfManagedAddons").orElse(true),
        body.path("logging"),
        tags(name, body),
        Json.text(body, "clientRequestToken"));
  }

  public static void checkTags(Map<String, String> tags) {
    if (tags.size() > MOST_TAGS) {
      throw EksError.badTags("A resource can have at most " + MOST_TAGS + " tags.");
    }
    if (tags.keySet().stream().anyMatch(key -> key.startsWith("aws:") || key.isEmpty())) {
      throw EksError.badTags("Tag keys must not be empty or start with aws:.");
    }
  }

  /** The tags of a request that creates: it knows no BadRequestException. */
  public static Map<String, String> tags(String name, JsonNode body) {
    Map<String, String> tags = Json.textMap(body, "tags");
    try {
      checkTags(tags);
    } catch (EksError e) {
      throw EksError.invalidParameter(name, String.valueOf(e.getMessage()));
    }
    return tags;
  }

  private static ClusterConfiguration configuration(String name, JsonNode body) {
    return new ClusterConfiguration(
        EndpointAccess.DEFAULT.with(name, body.path("resourcesVpcConfig")),
        mode(name, body.path("accessConfig")),
        Json.flag(body, "deletionProtection").orElse(false),
        SupportType.of(name, body.path("upgradePolicy")).orElse(SupportType.EXTENDED));
  }

  private static KubernetesRelease release(String name, JsonNode body) {
    String version = Json.text(body, "version").orElse(KubernetesRelease.DEFAULT.minor());
    if (EksCalendar.served(version, Instant.now()).isEmpty()) {
      throw EksError.invalidParameter(name, "unsupported Kubernetes version " + version);
    }
    return KubernetesRelease.ofMinor(version)
        .orElseThrow(
            () ->
                EksError.invalidParameter(
                    name,
                    "EKS serves Kubernetes version "
                        + version
                        + "; the local lab cannot run it, only "
                        + KubernetesRelease.supported().stream()
                            .map(KubernetesRelease::minor)
                            .toList()));
  }

  private static String required(String name, JsonNode body, String field) {
    return Json.text(body, field)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> EksError.invalidParameter(name, field + " is required."));
  }

  private static AuthenticationMode mode(String name, JsonNode access) {
    String asked = Json.text(access, "authenticationMode").orElse("CONFIG_MAP");
    return AuthenticationMode.of(asked)
        .orElseThrow(
            () -> EksError.invalidParameter(name, "Unknown authenticationMode " + asked + "."));
  }

  private static Optional<CidrBlock> services(String name, JsonNode network) {
    if (Json.text(network, "ipFamily").filter("ipv6"::equals).isPresent()) {
      throw EksError.invalidParameter(name, "ipFamily ipv6 is not supported by the local lab.");
    }
    Optional<String> asked = Json.text(network, "serviceIpv4Cidr");
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    CidrBlock range =
        CidrBlock.parse(asked.get())
            .filter(
                parsed ->
                    parsed.prefix() >= LARGEST_SERVICES && parsed.prefix() <= SMALLEST_SERVICES)
            .filter(parsed -> PRIVATE.stream().anyMatch(block -> block.contains(parsed)))
            .orElseThrow(
                () ->
                    EksError.invalidParameter(
                        name,
                        "serviceIpv4Cidr must be within 10.0.0.0/8, 172.16.0.0/12 or"
                            + " 192.168.0.0/16, with a prefix between /24 and /12."));
    return Optional.of(range);
  }
}
