package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.util.Set;

/** Reads images of one repository. What is named by a digest is believed only if it has it. */
final class ImageReader {
  private static final int MOST_OF_A_CONFIGURATION = 4 << 20;

  private final ImageSource source;

  ImageReader(ImageSource source) {
    this.source = source;
  }

  /** The image is there, but not for the architecture that was asked for. */
  static final class NoSuchPlatform extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Set<Architecture> available;

    NoSuchPlatform(Set<Architecture> available) {
      super("no match for platform in manifest: not found", null, false, false);
      this.available = available;
    }

    Set<Architecture> available() {
      return available;
    }
  }

  /** What a tag stands for now. */
  String digest(String tag) throws RegistryFailure, InterruptedException {
    return source.digest(tag);
  }

  /**
   * The configuration of an image.
   *
   * @param digest of its manifest, or of an index
   * @param reference what it is to be called
   */
  ImageConfig config(String digest, Architecture architecture, String reference)
      throws RegistryFailure, NoSuchPlatform, InterruptedException {
    return switch (manifest(digest)) {
      case Manifest.Image image -> {
        ConfigBlob blob = blob(image, architecture);
        yield blob.of(reference, Set.of(architecture));
      }
      case Manifest.Index index -> {
        Manifest.Entry entry =
            index.of(architecture).orElseThrow(() -> new NoSuchPlatform(index.architectures()));
        if (!(manifest(entry.digest()) instanceof Manifest.Image image)) {
          throw unusable("an index within an index");
        }
        yield blob(image, architecture).of(reference, index.architectures());
      }
    };
  }

  private ConfigBlob blob(Manifest.Image image, Architecture architecture)
      throws RegistryFailure, NoSuchPlatform, InterruptedException {
    byte[] octets = verified(source.blob(image.config(), MOST_OF_A_CONFIGURATION), image.config());
    ConfigBlob blob = ConfigBlob.read(octets);
    if (blob.architecture().filter(its -> its == architecture).isEmpty()) {
      throw new NoSuchPlatform(blob.architecture().map(Set::of).orElse(Set.of()));
    }
    return blob;
  }

  private Manifest manifest(String digest) throws RegistryFailure, InterruptedException {
    ImageSource.Content content = source.manifest(digest, ImageSource.MOST_OF_A_MANIFEST);
    return Manifest.read(verified(content.body(), digest), content.mediaType());
  }

  private static byte[] verified(byte[] octets, String digest) throws RegistryFailure {
    if (!Manifest.digest(octets).equals(digest)) {
      throw unusable("what the registry gives for " + digest + " has another digest");
    }
    return octets;
  }

  private static RegistryFailure unusable(String words) {
    return new RegistryFailure(Kind.UNUSABLE, words);
  }
}
