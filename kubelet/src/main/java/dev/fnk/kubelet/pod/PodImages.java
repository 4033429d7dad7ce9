package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageLookup;
import dev.fnk.kubelet.image.RegistryCredential;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all images of a pod say of themselves, for the one architecture that its task will have. */
final class PodImages {
  /** Configurations of images. */
  @FunctionalInterface
  interface Images {
    ImageLookup of(String image, Architecture architecture, List<RegistryCredential> credentials)
        throws InterruptedException;
  }

  /** What came of asking for them. */
  sealed interface Looked {}

  /**
   * All are there.
   *
   * @param images by container name
   */
  record There(Architecture architecture, Map<String, ImageLookup.Found> images)
      implements Looked {}

  /** One is not there, or not now. */
  record Missing(Resolution.NotNow why) implements Looked {}

  /** The architectures that an image is there for decide only when there was none asked for. */
  private record Attempt(Looked looked, Set<Architecture> instead) {}

  private final Images images;
  private final List<Architecture> architectures;

  /**
   * @param architectures those that pods may have, the node's own first
   */
  PodImages(Images images, List<Architecture> architectures) {
    this.images = images;
    this.architectures = List.copyOf(architectures);
  }

  /**
   * Asks for all of them.
   *
   * @param asked empty: the node's own, or the other where an image is there for that alone
   */
  Looked look(Pod pod, Optional<Architecture> asked, List<RegistryCredential> credentials)
      throws InterruptedException {
    Attempt first = attempt(pod, asked.orElse(architectures.getFirst()), credentials);
    Optional<Architecture> other =
        asked.isPresent()
            ? Optional.empty()
            : architectures.stream().filter(first.instead::contains).findFirst();
    if (other.isPresent() && attempt(pod, other.get(), credentials).looked instanceof There there) {
      return there;
    }
    return first.looked;
  }

  private Attempt attempt(Pod pod, Architecture architecture, List<RegistryCredential> credentials)
      throws InterruptedException {
    var all = new ArrayList<>(pod.getSpec().getInitContainers());
    all.addAll(pod.getSpec().getContainers());
    Map<String, ImageLookup.Found> found = new LinkedHashMap<>();
    for (Container container : all) {
      String image = container.getImage() == null ? "" : container.getImage();
      switch (images.of(image, architecture, credentials)) {
        case ImageLookup.Found its -> found.put(container.getName(), its);
        case ImageLookup.Refused refused -> {
          return new Attempt(
              new Missing(new Resolution.NotNow(refused.reason(), words(refused, architecture))),
              refused.available());
        }
        case ImageLookup.NotNow(String message) -> {
          return new Attempt(new Missing(new Resolution.NotNow("ErrImagePull", message)), Set.of());
        }
      }
    }
    return new Attempt(new There(architecture, found), Set.of());
  }

  /** With what there is instead, where the image is there for another architecture. */
  private static String words(ImageLookup.Refused refused, Architecture architecture) {
    return refused.available().isEmpty()
        ? refused.message()
        : refused.message()
            + "; it is there for "
            + refused.available().stream().map(Architecture::goName).sorted().toList()
            + ", and the pod's task is of "
            + architecture.goName();
  }
}
