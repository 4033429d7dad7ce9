package dev.fnk.local.ecs.model.cluster;

import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The member {@code networkConfiguration.awsvpcConfiguration}. */
public record AwsVpc(List<String> subnets, List<String> securityGroups, boolean publicIp) {
  private static final int MAX_SUBNETS = 16;
  private static final int MAX_SECURITY_GROUPS = 5;

  public AwsVpc {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
  }

  public static AwsVpc of(Fields request) {
    Fields configuration =
        request
            .object("networkConfiguration")
            .flatMap(network -> network.object("awsvpcConfiguration"))
            .orElseThrow(
                () ->
                    EcsError.invalidParameter(
                        "Network Configuration must be provided when networkMode 'awsvpc' is"
                            + " specified."));
    List<String> subnets = configuration.texts("subnets");
    List<String> groups = configuration.texts("securityGroups");
    if (subnets.isEmpty()) {
      throw EcsError.invalidParameter("subnets can not be empty.");
    }
    if (subnets.size() > MAX_SUBNETS || groups.size() > MAX_SECURITY_GROUPS) {
      throw EcsError.invalidParameter(
          "awsvpcConfiguration takes at most 16 subnets and 5 security groups.");
    }
    String publicIp = configuration.text("assignPublicIp").orElse("DISABLED");
    if (!publicIp.equals("ENABLED") && !publicIp.equals("DISABLED")) {
      throw EcsError.invalidParameter("assignPublicIp is ENABLED or DISABLED, not " + publicIp);
    }
    return new AwsVpc(subnets, groups, publicIp.equals("ENABLED"));
  }

  public ObjectNode json() {
    ObjectNode json = Json.object();
    ObjectNode configuration = json.putObject("awsvpcConfiguration");
    configuration.set("subnets", Json.strings(subnets));
    configuration.set("securityGroups", Json.strings(securityGroups));
    configuration.put("assignPublicIp", publicIp ? "ENABLED" : "DISABLED");
    return json;
  }
}
