package dev.fnk.cli.resource.eks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a cluster differs from what is wanted, in the order in which EKS is asked to change it: one
 * thing a call.
 */
record ClusterDrift(Kind kind, String reason) {
  /** What EKS can change of a cluster that is there. */
  enum Kind {
    AUTHENTICATION,
    ADMINS,
    VERSION,
    SUPPORT,
    ENDPOINT
  }

  /**
   * @param extended whether its version is in extended support, which cannot be left but by an
   *     upgrade
   */
  static List<ClusterDrift> of(
      EksSettings wanted, EksCluster.Attributes is, boolean extended, ClusterAdmins admins) {
    var drift = new ArrayList<ClusterDrift>();
    if (!is.accessEntries()) {
      drift.add(
          new ClusterDrift(
              Kind.AUTHENTICATION, "its authentication mode is not API_AND_CONFIG_MAP"));
    }
    var missing = admins.missing(is.admins());
    if (!missing.isEmpty()) {
      drift.add(new ClusterDrift(Kind.ADMINS, "%s do not administer it".formatted(missing)));
    }
    var surplus = admins.surplus(is.admins());
    if (!surplus.isEmpty()) {
      drift.add(
          new ClusterDrift(Kind.ADMINS, "%s are not to administer it any more".formatted(surplus)));
    }
    var older = older(wanted, is);
    if (older) {
      drift.add(
          new ClusterDrift(
              Kind.VERSION,
              "its version is %s, wanted is %s: EKS upgrades it to %s, some ten minutes each, and never back"
                  .formatted(is.version(), wanted.version(), way(is.version(), wanted.version()))));
    }
    // An endpoint that does not know upgrade policies says nothing of one.
    if (!is.supportType().isEmpty()
        && !is.supportType().equals(wanted.supportType())
        && (older || !extended)) {
      drift.add(
          new ClusterDrift(
              Kind.SUPPORT,
              "its support type is %s, wanted is %s"
                  .formatted(is.supportType(), wanted.supportType())));
    }
    if (!reachable(wanted, is)) {
      drift.add(
          new ClusterDrift(
              Kind.ENDPOINT,
              "its endpoint is open to %s, private access is %s"
                  .formatted(
                      new TreeSet<>(is.endpointCidrs()), is.privateAccess() ? "on" : "off")));
    }
    return List.copyOf(drift);
  }

  /** A cluster that is newer than wanted, such as one that AWS has upgraded, is as wanted. */
  static boolean older(EksSettings wanted, EksCluster.Attributes is) {
    return minor(is.version()) < minor(wanted.version());
  }

  static boolean newer(EksSettings wanted, EksCluster.Attributes is) {
    return minor(is.version()) > minor(wanted.version());
  }

  static boolean reachable(EksSettings wanted, EksCluster.Attributes is) {
    return is.endpointCidrs().equals(Set.copyOf(wanted.endpointCidrs()))
        && (is.privateAccess() || !wanted.narrowed());
  }

  /** The version after this one: EKS takes one minor version at a time. */
  static String next(String version) {
    return "1." + (minor(version) + 1);
  }

  private static String way(String from, String to) {
    return IntStream.rangeClosed(minor(from) + 1, minor(to))
        .mapToObj(minor -> "1." + minor)
        .collect(Collectors.joining(", then "));
  }

  private static int minor(String version) {
    return Integer.parseInt(version.substring(version.indexOf('.') + 1));
  }
}
