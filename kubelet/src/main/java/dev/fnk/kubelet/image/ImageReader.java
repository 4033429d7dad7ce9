package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import dev.fnk.kubelet.image.RegistryHttp.Answer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Reads images of one repository. What is named by a digest is believed only if it has it. */
final class ImageReader {
  private static final int MOST_OF_A_MANIFEST = 4 << 20;
  private static final int MOST_OF_A_CONFIGURATION = 4 << 20;

  private final RegistrySession registry;

  ImageReader(RegistrySession registry) {
    this.registry = registry;
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
    String told =
        registry.head("manifests", tag, Manifest.TYPES).header("Docker-Content-Digest").strip();
    if (Manifest.DIGEST.matcher(told).matches()) {
      return told;
    }
    return sha256(registry.get("manifests", tag, Manifest.TYPES, MOST_OF_A_MANIFEST).body());
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
    byte[] octets =
        verified(
            registry.get("blobs", image.config(), List.of("*/*"), MOST_OF_A_CONFIGURATION),
            image.config());
    ConfigBlob blob = ConfigBlob.read(octets);
    if (blob.architecture().filter(its -> its == architecture).isEmpty()) {
      throw new NoSuchPlatform(blob.architecture().map(Set::of).orElse(Set.of()));
    }
    return blob;
  }

  private Manifest manifest(String digest) throws RegistryFailure, InterruptedException {
    Answer answer = registry.get("manifests", digest, Manifest.TYPES, MOST_OF_A_MANIFEST);
    return Manifest.read(verified(answer, digest), answer.header("Content-Type"));
  }

  private static byte[] verified(Answer answer, String digest) throws RegistryFailure {
    if (!sha256(answer.body()).equals(digest)) {
      throw unusable("what the registry gives for " + digest + " has another digest");
    }
    return answer.body();
  }

  private static String sha256(byte[] octets) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(octets);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  private static RegistryFailure unusable(String words) {
    return new RegistryFailure(Kind.UNUSABLE, words);
  }
}
