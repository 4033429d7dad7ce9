package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.iam.Propagation;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;

/** Why EKS does not make a cluster. */
final class EksRefusals {
  private EksRefusals() {}

  /** EKS refuses a role it has not heard of yet, or cannot assume yet. */
  static boolean roleNotYet(RuntimeException e) {
    return Propagation.notYet(e);
  }

  /**
   * EKS serves not every zone, and at times has no room in one; it names those it would take
   * (docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html).
   */
  static ResourceException zones(UnsupportedAvailabilityZoneException e) {
    var valid = e.validZones();
    return new ResourceException(
        valid.isEmpty()
            ? AwsErrors.message(e)
            : "EKS does not take the zone of a subnet; it takes " + String.join(", ", valid),
        valid.size() < 2
            ? "set network.zones to two other zones, then fnk up moves the subnets"
            : "set network.zones to [%s, %s], then fnk up moves the subnets"
                .formatted(valid.get(0), valid.get(1)),
        e);
  }

  /** What EKS says ails a cluster. */
  static String issues(EksClient eks, String cluster) {
    var health = eks.describeCluster(r -> r.name(cluster)).cluster().health();
    return health == null || health.issues().isEmpty()
        ? "it gave no reason"
        : String.join(
            "; ",
            health.issues().stream().map(i -> i.codeAsString() + ": " + i.message()).toList());
  }
}
