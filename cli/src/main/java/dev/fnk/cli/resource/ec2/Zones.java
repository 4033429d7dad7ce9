package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.ResourceException;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneState;

/**
 * The region's availability zones in which both an EKS control plane and tasks of Fargate can be.
 * Zones are told by their ids, which mean the same in every account; names do not.
 */
final class Zones {
  /**
   * Where EKS takes no subnets (docs.aws.amazon.com/eks/latest/userguide/network-reqs.html), and
   * where Fargate runs no Linux tasks
   * (docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html).
   */
  private static final Set<String> EXCLUDED =
      Set.of("use1-az3", "usw1-az2", "cac1-az3", "apne1-az3", "cnn1-az3", "cnn1-az4");

  private Zones() {}

  /**
   * Name of the n-th zone.
   *
   * @param n from 0
   * @param wanted names or ids of the zones to use; empty: those that are known to serve
   */
  static String choose(AwsClients aws, int n, List<String> wanted) {
    var zones =
        aws
            .ec2()
            .describeAvailabilityZones(
                r -> r.filters(Ec2Tags.filter("zone-type", "availability-zone")))
            .availabilityZones()
            .stream()
            .filter(z -> z.state() == AvailabilityZoneState.AVAILABLE)
            .toList();
    return wanted.isEmpty() ? served(zones, n) : named(zones, wanted.get(n));
  }

  private static String served(List<AvailabilityZone> zones, int n) {
    var served =
        zones.stream()
            .filter(z -> !EXCLUDED.contains(z.zoneId()))
            .map(AvailabilityZone::zoneName)
            .sorted()
            .toList();
    if (served.size() <= n) {
      throw new ResourceException(
          "the region has %d availability zones that serve, EKS needs two".formatted(served.size()),
          "choose another region with --region, or zones with network.zones");
    }
    return served.get(n);
  }

  private static String named(List<AvailabilityZone> zones, String wanted) {
    return zones.stream()
        .filter(z -> is(z, wanted))
        .map(AvailabilityZone::zoneName)
        .findFirst()
        .orElseThrow(
            () ->
                new ResourceException(
                    "the region has no availability zone %s".formatted(wanted),
                    "set network.zones to two of "
                        + String.join(
                            ", ",
                            zones.stream()
                                .map(z -> "%s (%s)".formatted(z.zoneName(), z.zoneId()))
                                .sorted()
                                .toList())));
  }

  private static boolean is(AvailabilityZone zone, String wanted) {
    return wanted.equals(zone.zoneName()) || wanted.equals(zone.zoneId());
  }
}
