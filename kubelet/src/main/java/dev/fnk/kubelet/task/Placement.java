package dev.fnk.kubelet.task;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * As whom a pod's task runs, where that is another than the node's settings say.
 *
 * @param roleArn its task role
 */
public record Placement(Optional<String> roleArn) {
  /** Of a pod that has no wish. */
  public static final Placement OF_THE_NODE = new Placement(Optional.empty());

  /** What the pod's own annotations ask for, else those of what it belongs to. */
  static Placement of(Pod pod, InheritedAnnotations inherited, NodeConfig config)
      throws UnsupportedSpec {
    Map<String, String> given = pod.getMetadata().getAnnotations();
    return new Placement(role(given == null ? Map.of() : given, inherited, config));
  }

  private static Optional<String> role(
      Map<String, String> pod, InheritedAnnotations inherited, NodeConfig config)
      throws UnsupportedSpec {
    boolean own = pod.containsKey(AnnotationKeys.ROLE);
    String role = (own ? pod : inherited.serviceAccount()).get(AnnotationKeys.ROLE);
    if (role == null || role.equals(config.podRoleArn())) {
      return Optional.empty();
    }
    if (!config.podRoleArns().contains(role)) {
      throw new UnsupportedSpec(
          "annotation "
              + AnnotationKeys.ROLE
              + " of the "
              + (own ? "pod" : "service account")
              + ": "
              + role
              + " is not among the roles that pods may have (setting containers.podRoles)");
    }
    return Optional.of(role);
  }
}
