package dev.fnk.kubelet.image;

/** Where the images of one repository are read. */
interface ImageSource {
  /** Octets; registries take no larger ones. */
  int MOST_OF_A_MANIFEST = 4 << 20;

  /**
   * A manifest, whose digest the caller checks.
   *
   * @param mediaType empty: not told
   */
  record Content(byte[] body, String mediaType) {}

  /** What a tag stands for now. */
  String digest(String tag) throws RegistryFailure, InterruptedException;

  /** The manifest, at most {@code most} octets. */
  Content manifest(String digest, int most) throws RegistryFailure, InterruptedException;

  /** The blob, at most {@code most} octets. */
  byte[] blob(String digest, int most) throws RegistryFailure, InterruptedException;
}
