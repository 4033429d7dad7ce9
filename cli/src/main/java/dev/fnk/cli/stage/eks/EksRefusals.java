package dev.fnk.cli.stage.eks;

import dev.fnk.cli.stage.iam.Propagation;
import software.amazon.awssdk.services.eks.EksClient;

/** Why EKS does not make a cluster. */
final class EksRefusals {
  private EksRefusals() {}

  /** EKS refuses a role it has not heard of yet, or cannot assume yet. */
  static boolean roleNotYet(RuntimeException e) {
    return Propagation.notYet(e);
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
