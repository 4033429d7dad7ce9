package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name that a container runtime would give the pod. ECS gives none to a task with an address of
 * its own, and a container may not change the kernel's: it is a variable, and in /etc/hostname and
 * /etc/hosts.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-hostname-and-subdomain-field">Pod's
 *     hostname and subdomain fields</a>
 */
public final class Hostname {
  private static final int MOST_OF_A_LABEL = 63;
  private static final int MOST_OF_A_NODENAME = 64;
  private static final Pattern TRAILING = Pattern.compile("[-.]+$");

  private Hostname() {}

  /**
   * Without its domain. A host name has no more than 63 characters: as the kubelet does, the rest
   * is left out, and with it what a name may not end with.
   */
  public static String label(Pod pod) {
    var spec = pod.getSpec();
    String override = spec.getHostnameOverride();
    String set = override != null ? override : spec.getHostname();
    String name = set == null || set.isEmpty() ? pod.getMetadata().getName() : set;
    return name.length() <= MOST_OF_A_LABEL
        ? name
        : TRAILING.matcher(name.substring(0, MOST_OF_A_LABEL)).replaceFirst("");
  }

  /**
   * The domain of a pod that says it is of a subdomain.
   *
   * @param clusterDomain such as {@code cluster.local}
   */
  static Optional<String> domain(Pod pod, String clusterDomain) {
    var spec = pod.getSpec();
    return spec.getHostnameOverride() != null
            || spec.getSubdomain() == null
            || spec.getSubdomain().isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(
                ".", spec.getSubdomain(), pod.getMetadata().getNamespace(), "svc", clusterDomain));
  }

  /**
   * What {@code hostname} prints in the pod: with its domain where {@code setHostnameAsFQDN} says
   * so and the pod has one.
   *
   * @param clusterDomain such as {@code cluster.local}
   */
  static String ofKernel(Pod pod, String clusterDomain) throws Unavailable {
    String label = label(pod);
    Optional<String> domain = domain(pod, clusterDomain);
    if (domain.isEmpty() || !Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN())) {
      return label;
    }
    String whole = label + "." + domain.get();
    if (whole.length() > MOST_OF_A_NODENAME) {
      throw new Unavailable(
          "failed to construct FQDN from pod hostname and cluster domain, FQDN "
              + whole
              + " is too long (64 characters is the max, "
              + whole.length()
              + " characters requested)");
    }
    return whole;
  }
}
