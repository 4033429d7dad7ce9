package dev.fnk.cli.image;

import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.config.Directories;
import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds the base image: the one that is set; else a public one; else, where no public registry
 * answers, one made of the distribution's packages.
 */
public final class BaseImages {
  /**
   * Temurin's Java runtime as Docker's official image, from its mirror in Amazon ECR Public: that
   * one does not count anonymous pulls by address, as Docker Hub does, and is near to the lab.
   */
  static final String DEFAULT = "public.ecr.aws/docker/library/eclipse-temurin:25-jre";

  private static final Duration MAKING = Duration.ofMinutes(10);

  private final Optional<String> setting;
  private final Architecture architecture;
  private final Path directory;
  private final Directories directories;
  private final EventSink events;

  /**
   * @param setting the setting {@code kubelet.baseImage}
   * @param directory what a relative path in the setting starts from
   */
  public BaseImages(
      Optional<String> setting,
      Architecture architecture,
      Path directory,
      Directories directories,
      EventSink events) {
    this.setting = setting;
    this.architecture = architecture;
    this.directory = directory;
    this.directories = directories;
    this.events = events;
  }

  Architecture architecture() {
    return architecture;
  }

  /** The name of the base, whatever stands behind it today. */
  String name() {
    return setting.orElse(DEFAULT);
  }

  /** The base that an image would be built on, if that can be told without making one. */
  Optional<BaseImage> known() throws InterruptedException {
    Optional<Path> tar = tarOfSetting();
    if (tar.isPresent()) {
      return tar.filter(Files::isRegularFile).map(this::tar);
    }
    Optional<BaseImage> found = reference();
    return setting.isPresent() || found.isPresent()
        ? found
        : Optional.of(made()).filter(Files::isRegularFile).map(this::tar);
  }

  /**
   * The base to build on; may take as long as making one does.
   *
   * @throws ImageException there is none, or it is for another architecture
   */
  BaseImage find() throws InterruptedException {
    Optional<Path> tar = tarOfSetting();
    if (tar.isPresent()) {
      return checked(tar.get());
    }
    Optional<BaseImage> found = reference();
    if (found.isPresent()) {
      return found.get();
    }
    if (setting.isPresent()) {
      throw new ImageException(
          "kubelet.baseImage: nobody answers for %s, or there is no such image".formatted(name()));
    }
    Path made = made();
    events.accept(
        new Event.Notice(
            "no public registry answers: using a base image of this distribution's packages ("
                + made
                + ")"));
    if (!Files.isRegularFile(made)) {
      make(made);
    }
    return checked(made);
  }

  private Path made() {
    return directories.cache().resolve("base-image").resolve("base.tar");
  }

  private Optional<BaseImage> reference() throws InterruptedException {
    return PublicRegistry.digest(name()).map(digest -> new BaseImage.Reference(name(), digest));
  }

  private BaseImage tar(Path path) {
    return new BaseImage.Tar(path, ImageTar.read(path).digest());
  }

  /** jlink, which makes the runtime of a base of packages, makes it for its own machine only. */
  private BaseImage checked(Path path) {
    ImageTar read = ImageTar.read(path);
    if (!read.architecture().equals(architecture.word())) {
      throw new ImageException(
          "the base image %s is for %s, the lab's architecture is %s: set architecture: %s, or"
                  .formatted(path, read.architecture(), architecture.word(), read.architecture())
              + " kubelet.baseImage to an image with Java 25 for "
              + architecture.word());
    }
    return new BaseImage.Tar(path, read.digest());
  }

  private Optional<Path> tarOfSetting() {
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    String text = setting.get();
    Path path = directory.resolve(text);
    if (Files.isRegularFile(path)) {
      return Optional.of(path);
    }
    if (text.endsWith(".tar") || text.startsWith("/") || text.startsWith(".")) {
      throw new ImageException("kubelet.baseImage: no image tar at " + path);
    }
    return Optional.empty();
  }

  private void make(Path tar) throws InterruptedException {
    Path script =
        directories
            .home()
            .map(home -> home.resolve("scripts").resolve("base-image"))
            .filter(Files::isExecutable)
            .orElseThrow(
                () ->
                    new ImageException(
                        "no public registry answers and scripts/base-image is not there;"
                            + " set kubelet.baseImage to an image with Java 25"));
    try {
      Files.createDirectories(tar.getParent());
      Path log = tar.resolveSibling("base-image.log");
      Process process =
          new ProcessBuilder(script.toString(), tar.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      try {
        if (!ended(process, log)) {
          throw new ImageException("scripts/base-image did not end in 10 minutes; see " + log);
        }
      } finally {
        process.destroy();
      }
      if (process.exitValue() != 0) {
        throw new ImageException("scripts/base-image failed: " + lastLine(log));
      }
    } catch (IOException failed) {
      throw new ImageException("scripts/base-image cannot be run: " + failed.getMessage(), failed);
    }
  }

  /** Waits for its end, and tells each phase that it writes of. */
  private boolean ended(Process process, Path log) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(MAKING);
    String told = "";
    while (!process.waitFor(1, TimeUnit.SECONDS)) {
      String phase = lastLine(log);
      if (!phase.equals(told) && phase.startsWith("base-image: ")) {
        told = phase;
        events.accept(new Event.Notice(phase));
      }
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
    }
    return true;
  }

  private static String lastLine(Path log) throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8)
        .lines()
        .reduce((before, last) -> last)
        .orElse("no output");
  }
}
