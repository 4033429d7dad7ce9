package dev.fnk.cli.image;

import java.nio.file.Path;

/** What an image is built on: a Linux with {@code java} (25 or newer) on its PATH. */
sealed interface BaseImage {
  /** {@code sha256:...} of its content: a base that was patched has another. */
  String digest();

  /**
   * @param name such as {@code public.ecr.aws/docker/library/eclipse-temurin:25-jre}
   * @param digest of its manifest
   */
  record Reference(String name, String digest) implements BaseImage {}

  /**
   * An image tar as {@code docker save} writes it.
   *
   * @param digest of its configuration
   */
  record Tar(Path path, String digest) implements BaseImage {}
}
