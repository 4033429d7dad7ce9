package dev.fnk.kubelet.task;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of Fargate's architectures a pod asks for. Its images may still decide, where it is none.
 */
public final class PodArchitecture {
  private static final String LABEL = "kubernetes.io/arch";

  private PodArchitecture() {}

  /**
   * By its annotation, else its namespace's, else its nodeSelector, which the node's label has
   * satisfied unless nobody asked a scheduler.
   *
   * @return empty: none, or one that Fargate does not have
   */
  public static Optional<Architecture> asked(Pod pod, InheritedAnnotations inherited) {
    return Stream.of(
            named(pod.getMetadata().getAnnotations(), AnnotationKeys.ARCHITECTURE),
            named(inherited.namespace(), AnnotationKeys.ARCHITECTURE),
            named(pod.getSpec().getNodeSelector(), LABEL))
        .flatMap(Optional::stream)
        .findFirst()
        .flatMap(Architecture::ofGoName);
  }

  /**
   * Whether the node has an agent for what the images are read for.
   *
   * @param own the node's, as ECS calls it
   */
  static void check(Inputs inputs, NodeConfig config, String own) throws UnsupportedSpec {
    Optional<Architecture> other = inputs.architecture().filter(its -> !its.ecsName().equals(own));
    if (other.isPresent() && config.otherAgentImage().isEmpty()) {
      throw new UnsupportedSpec(
          List.of("this node has no agent for " + other.get().goName() + " (instead: its own)"));
    }
  }

  private static Optional<String> named(@Nullable Map<String, String> all, String key) {
    return all == null ? Optional.empty() : Optional.ofNullable(all.get(key));
  }
}
