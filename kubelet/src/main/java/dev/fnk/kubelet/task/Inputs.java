package dev.fnk.kubelet.task;

import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.reference.ClaimedVolume;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.ResolvedReferences;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod's task needs to know besides the pod's own object, read before the mapping begins.
 *
 * @param hostIp the node's address, for {@code status.hostIP}
 * @param images what the containers' images say of themselves, by container name
 * @param references what the pod's spec refers to
 * @param inherited what its namespace and its service account say
 * @param claims what is behind the claims that its volumes name, by the claim's name
 * @param architecture the one that the images are read for; empty: the node's own
 * @param repositoryCredentials secrets in Secrets Manager that ECS is to show to images'
 *     registries, by container name
 */
public record Inputs(
    String hostIp,
    Map<String, ImageConfig> images,
    ResolvedReferences references,
    InheritedAnnotations inherited,
    Map<String, ClaimedVolume> claims,
    Optional<Architecture> architecture,
    Map<String, String> repositoryCredentials) {
  public Inputs {
    images = Map.copyOf(images);
    claims = Map.copyOf(claims);
    repositoryCredentials = Map.copyOf(repositoryCredentials);
  }

  /** Of a pod of the node's architecture whose images' registries are open, or ECR's. */
  public Inputs(
      String hostIp,
      Map<String, ImageConfig> images,
      ResolvedReferences references,
      InheritedAnnotations inherited,
      Map<String, ClaimedVolume> claims) {
    this(hostIp, images, references, inherited, claims, Optional.empty(), Map.of());
  }

  /** Of a pod that inherits nothing and claims nothing. */
  public Inputs(String hostIp, Map<String, ImageConfig> images, ResolvedReferences references) {
    this(hostIp, images, references, InheritedAnnotations.NONE, Map.of());
  }
}
