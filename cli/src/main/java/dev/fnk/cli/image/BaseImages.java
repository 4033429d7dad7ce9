package dev.fnk.cli.image;

import dev.fnk.cli.config.Directories;
import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private static final URI REGISTRY = URI.create("https://public.ecr.aws/v2/");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration MAKING = Duration.ofMinutes(10);

  private final Optional<String> setting;
  private final Path directory;
  private final Directories directories;
  private final EventSink events;

  /**
   * @param setting the setting {@code kubelet.baseImage}
   * @param directory what a relative path in the setting starts from
   */
  public BaseImages(
      Optional<String> setting, Path directory, Directories directories, EventSink events) {
    this.setting = setting;
    this.directory = directory;
    this.directories = directories;
    this.events = events;
  }

  /** What the base's content depends on, known without asking anyone. */
  String identity() {
    return setting.orElse(DEFAULT);
  }

  /**
   * The base to build on; may take as long as making one does.
   *
   * @throws ImageException there is none
   */
  BaseImage find() throws InterruptedException {
    if (setting.isPresent()) {
      return fromSetting(setting.get());
    }
    if (registryAnswers()) {
      return new BaseImage.Reference(DEFAULT);
    }
    Path tar = directories.cache().resolve("base-image").resolve("base.tar");
    events.accept(
        new Event.Notice(
            "no public registry answers: using a base image of this distribution's packages ("
                + tar
                + ")"));
    if (!Files.isRegularFile(tar)) {
      make(tar);
    }
    return new BaseImage.Tar(tar);
  }

  private BaseImage fromSetting(String text) {
    Path path = directory.resolve(text);
    if (Files.isRegularFile(path)) {
      return new BaseImage.Tar(path);
    }
    if (text.endsWith(".tar") || text.startsWith("/") || text.startsWith(".")) {
      throw new ImageException("kubelet.baseImage: no image tar at " + path);
    }
    return new BaseImage.Reference(text);
  }

  private static boolean registryAnswers() throws InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .proxy(java.net.ProxySelector.getDefault())
            .build()) {
      HttpRequest request = HttpRequest.newBuilder(REGISTRY).timeout(PATIENCE).build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      // 401 is how a registry greets those without a token; a proxy that refuses says 403.
      return status == 200 || status == 401;
    } catch (IOException noAnswer) {
      return false;
    }
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
        if (!process.waitFor(MAKING.toSeconds(), TimeUnit.SECONDS)) {
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

  private static String lastLine(Path log) throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8)
        .lines()
        .reduce((before, last) -> last)
        .orElse("no output");
  }
}
