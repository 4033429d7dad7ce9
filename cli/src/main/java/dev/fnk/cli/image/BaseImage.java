package dev.fnk.cli.image;

import java.nio.file.Path;

/** What an image is built on: a Linux with {@code java} (25 or newer) on its PATH. */
public sealed interface BaseImage {
  /**
   * @param name such as {@code public.ecr.aws/docker/library/eclipse-temurin:25-jre}
   */
  record Reference(String name) implements BaseImage {}

  /** An image tar as {@code docker save} writes it. */
  record Tar(Path path) implements BaseImage {}
}
