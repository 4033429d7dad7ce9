package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.util.Optional;
import java.util.Set;

/** What came of asking a registry for an image's configuration. */
public sealed interface ImageLookup {
  /**
   * The image is there.
   *
   * @param login the one it was found with, of those that were given; empty: none was for it, or it
   *     is an image of ECR, which ECS pulls with its execution role
   */
  record Found(ImageConfig config, Optional<Login> login) implements ImageLookup {}

  /**
   * Asked again the registry would say the same, until somebody changes something; a kubelet asks
   * again all the same, later and later.
   *
   * @param reason waiting reason: {@code InvalidImageName} or {@code ErrImagePull}
   * @param message why, in a container runtime's words, without a secret
   * @param available the architectures that the image is there for, where the one asked for is not
   *     among them; empty: that is not why
   */
  record Refused(String reason, String message, Set<Architecture> available)
      implements ImageLookup {
    static final String INVALID_NAME = "InvalidImageName";
    static final String PULL_FAILED = "ErrImagePull";

    public Refused {
      available = Set.copyOf(available);
    }

    static Refused pull(String message) {
      return new Refused(PULL_FAILED, message, Set.of());
    }
  }

  /**
   * The registry does not answer, or not now: it is throttling, or has trouble of its own.
   *
   * @param message why, without a secret
   */
  record NotNow(String message) implements ImageLookup {}
}
