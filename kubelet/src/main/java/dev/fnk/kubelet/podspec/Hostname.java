package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.regex.Pattern;

/**
 * The name that a container runtime would give the pod; Fargate's containers cannot have it, so
 * that it is a variable only.
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
   * What {@code hostname} prints in the pod: with its domain where {@code setHostnameAsFQDN} says
   * so and the pod has one.
   *
   * @param clusterDomain such as {@code cluster.local}
   */
  static String ofKernel(Pod pod, String clusterDomain) throws Unavailable {
    var spec = pod.getSpec();
    String label = label(pod);
    boolean hasDomain =
        spec.getHostnameOverride() == null
            && spec.getSubdomain() != null
            && !spec.getSubdomain().isEmpty();
    if (!hasDomain || !Boolean.TRUE.equals(spec.getSetHostnameAsFQDN())) {
      return label;
    }
    String whole =
        String.join(
            ".",
            label,
            spec.getSubdomain(),
            pod.getMetadata().getNamespace(),
            "svc",
            clusterDomain);
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
