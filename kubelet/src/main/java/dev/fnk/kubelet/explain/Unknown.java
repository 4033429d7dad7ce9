package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.podspec.PodContainers;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.References;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.PodArchitecture;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a manifest does not say, named by who would know it: images, addresses, services. */
final class Unknown {
  static final String OF_THE_IMAGE = "(of the image)";
  static final String OF_THE_TASK = "(of the task)";
  static final String OF_THE_NODE = "(of the node)";
  static final String OF_THE_SERVICES = "(of the services)";

  /** Stands for the user of an image, which may be a name or a number. */
  static final long USER = Integer.MAX_VALUE - 1L;

  private Unknown() {}

  /** Whatever the pod asks its surroundings for and the manifest does not have is there. */
  static Inputs inputs(Pod pod, KnownObjects objects, ManifestClaims claims) {
    var images = new HashMap<String, ImageConfig>();
    PodSpec spec = pod.getSpec();
    containers(spec).forEach(c -> images.put(c.getName(), image(c.getImage())));
    InheritedAnnotations inherited = inherited(pod, objects);
    return new Inputs(
        OF_THE_NODE,
        images,
        ManifestReferences.of(pod, objects),
        inherited,
        claims.volumes(),
        PodArchitecture.asked(pod, inherited),
        repositoryCredentials(spec));
  }

  private static Stream<Container> containers(PodSpec spec) {
    return PodContainers.of(spec);
  }

  /** Whether a secret has a login for the registry, only the secret says. */
  private static Map<String, String> repositoryCredentials(PodSpec spec) {
    String names =
        spec.getImagePullSecrets().stream()
            .map(LocalObjectReference::getName)
            .collect(Collectors.joining(", "));
    var all = new HashMap<String, String>();
    if (!names.isEmpty()) {
      containers(spec)
          .filter(container -> !container.getImage().contains(".dkr.ecr."))
          .forEach(
              c -> all.put(c.getName(), "(of imagePullSecrets %s, if for it)".formatted(names)));
    }
    return all;
  }

  private static ImageConfig image(String image) {
    return new ImageConfig(
        image.contains("@") ? image : image + "@(digest)",
        List.of("(ENTRYPOINT of the image)"),
        List.of("(CMD of the image)"),
        List.of(),
        Optional.empty(),
        Optional.of(Long.toString(USER)),
        Optional.empty(),
        Set.of());
  }

  private static InheritedAnnotations inherited(Pod pod, KnownObjects objects) {
    String namespace = pod.getMetadata().getNamespace();
    return new InheritedAnnotations(
        annotations(objects.find(Namespace.class, "Namespace", "", namespace)),
        annotations(
            objects.find(
                ServiceAccount.class,
                "ServiceAccount",
                namespace,
                References.of(pod).serviceAccount())));
  }

  private static Map<String, String> annotations(Optional<? extends HasMetadata> object) {
    return object.map(its -> its.getMetadata().getAnnotations()).orElse(Map.of());
  }
}
