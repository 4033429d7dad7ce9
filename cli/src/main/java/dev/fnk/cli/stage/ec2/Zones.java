package dev.fnk.cli.stage.ec2;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.ResourceException;
import java.util.Comparator;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneState;

/** The region's availability zones that can hold an EKS control plane. */
final class Zones {
  /**
   * Where EKS takes no subnets (docs.aws.amazon.com/eks/latest/userguide/network-reqs.html, by zone
   * id).
   */
  private static final Set<String> WITHOUT_EKS = Set.of("use1-az3", "usw1-az2", "cac1-az3");

  private Zones() {}

  /** Name of the n-th zone, from 0. */
  static String choose(AwsClients aws, int n) {
    var zones =
        aws
            .ec2()
            .describeAvailabilityZones(
                r -> r.filters(Ec2Tags.filter("zone-type", "availability-zone")))
            .availabilityZones()
            .stream()
            .filter(z -> z.state() == AvailabilityZoneState.AVAILABLE)
            .filter(z -> !WITHOUT_EKS.contains(z.zoneId()))
            .map(AvailabilityZone::zoneName)
            .sorted(Comparator.naturalOrder())
            .toList();
    if (zones.size() <= n) {
      throw new ResourceException(
          "the region has %d availability zones, EKS needs two".formatted(zones.size()),
          "choose another region with --region");
    }
    return zones.get(n);
  }
}
