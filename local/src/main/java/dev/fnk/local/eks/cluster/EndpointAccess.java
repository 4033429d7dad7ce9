package dev.fnk.local.eks.cluster;

import dev.fnk.local.cidr.CidrBlock;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * From where the API server may be reached. It is kept and told as EKS does, and not enforced: the
 * local API server listens on the VPC's bridge only.
 */
public record EndpointAccess(
    boolean publicAccess, boolean privateAccess, List<String> publicCidrs) {
  private static final List<String> ANYWHERE = List.of("0.0.0.0/0");

  static final EndpointAccess DEFAULT = new EndpointAccess(true, false, ANYWHERE);

  public EndpointAccess {
    publicCidrs = List.copyOf(publicCidrs);
  }

  /** This one with what a request's {@code resourcesVpcConfig} asks for. */
  public EndpointAccess with(String cluster, JsonNode vpcConfig) {
    List<String> cidrs = Json.texts(vpcConfig, "publicAccessCidrs");
    for (String cidr : cidrs) {
      if (CidrBlock.parse(cidr).isEmpty()) {
        throw EksError.invalidParameter(
            cluster, "The following CIDRs are invalid in publicAccessCidrs: [" + cidr + "]");
      }
    }
    EndpointAccess changed =
        new EndpointAccess(
            Json.flag(vpcConfig, "endpointPublicAccess").orElse(publicAccess),
            Json.flag(vpcConfig, "endpointPrivateAccess").orElse(privateAccess),
            cidrs.isEmpty() ? publicCidrs : cidrs);
    if (!changed.publicAccess && !changed.privateAccess) {
      throw EksError.invalidParameter(
          cluster, "Private and public endpoint access cannot be false");
    }
    return changed.publicAccess
        ? changed
        : new EndpointAccess(false, changed.privateAccess, ANYWHERE);
  }
}
