package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.reference.ResolvedReferences;
import java.util.List;
import java.util.Map;

/**
 * What a pod's specification needs to know besides the pod's own object.
 *
 * @param images what each container's image says of itself, by the container's name
 * @param podIps the task's addresses, the primary one first; none: it has none yet
 * @param hostIps the node's addresses, the primary one first
 * @param clusterDomain such as {@code cluster.local}
 * @param size of the task
 * @param ephemeralGib the task's storage, GiB
 */
public record SpecificationInputs(
    Map<String, ImageConfig> images,
    ResolvedReferences references,
    List<String> podIps,
    List<String> hostIps,
    ApiAddress api,
    String clusterDomain,
    FargateSize size,
    int ephemeralGib) {
  public SpecificationInputs {
    images = Map.copyOf(images);
    podIps = List.copyOf(podIps);
    hostIps = List.copyOf(hostIps);
  }

  /** With these addresses of the task. */
  SpecificationInputs at(List<String> addresses) {
    return new SpecificationInputs(
        images, references, addresses, hostIps, api, clusterDomain, size, ephemeralGib);
  }
}
