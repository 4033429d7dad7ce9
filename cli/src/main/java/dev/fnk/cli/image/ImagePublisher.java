package dev.fnk.cli.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.config.Directories;
import dev.fnk.cli.event.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

/**
 * Builds the lab's images and pushes them to ECR. An image's tag is derived from its content and
 * its base's, if it has one, so one that is there already is never pushed again, and a base that
 * was patched makes another.
 */
public final class ImagePublisher {
  private final BaseImages bases;
  private final Distribution distribution;
  private final Path cache;
  private final Map<ImageKind, String> contents = new ConcurrentHashMap<>();

  /**
   * With the base image as set, for the class path that runs; relative to the working directory.
   */
  public static ImagePublisher of(
      Optional<String> baseImage, Architecture architecture, EventSink events) {
    Directories directories = Directories.of(System.getenv());
    return new ImagePublisher(
        new BaseImages(baseImage, architecture, Path.of("").toAbsolutePath(), directories, events),
        Distribution.running(),
        directories);
  }

  public ImagePublisher(BaseImages bases, Distribution distribution, Directories directories) {
    this.bases = bases;
    this.distribution = distribution;
    this.cache = directories.cache().resolve("jib");
  }

  /** The image's tag, as far as it can be told without building a base. */
  public ImageTag wanted(ImageKind kind) throws InterruptedException {
    return switch (recipe(kind)) {
      case ImageRecipe.OnBase _ ->
          ImageTag.onBase(content(kind), bases.known().map(BaseImage::digest));
      case ImageRecipe.Agent _ -> ImageTag.ofAgent(content(kind));
    };
  }

  /**
   * What is to be built.
   *
   * @param tag the image's
   */
  private record Work(ImageKind kind, String tag, Steps steps) {}

  /** Lays out the image, with a folder for files that have to be made. */
  private interface Steps {
    JibContainerBuilder build(Path scratch) throws IOException;
  }

  /** May take as long as making a base does. */
  private Work work(ImageKind kind) throws InterruptedException {
    Architecture architecture = kind.architecture(bases.architecture());
    return switch (recipe(kind)) {
      case ImageRecipe.OnBase recipe -> {
        BaseImage base = bases.find();
        ImageTag tag = ImageTag.onBase(content(kind), Optional.of(base.digest()));
        yield new Work(
            kind, tag.text().orElseThrow(), scratch -> recipe.build(base, architecture, scratch));
      }
      case ImageRecipe.Agent recipe ->
          new Work(
              kind,
              ImageTag.ofAgent(content(kind)).text().orElseThrow(),
              scratch -> recipe.build(architecture, scratch));
    };
  }

  private String content(ImageKind kind) {
    return contents.computeIfAbsent(kind, this::hash);
  }

  private String hash(ImageKind kind) {
    ImageRecipe recipe = recipe(kind);
    // The agent's for one kind of processors is the same, whichever the node has.
    ContentHash hash = new ContentHash().add((kind.ofAgent() ? ImageKind.AGENT : kind).word());
    if (recipe instanceof ImageRecipe.OnBase) {
      hash.add(bases.name());
    }
    return recipe.hash(hash.add(kind.architecture(bases.architecture()).word())).tag();
  }

  /**
   * Makes sure that the repository has the image; empty if there is no such repository.
   *
   * @param ecr the registry's account and region
   * @param repository its name
   * @throws ImageException it cannot be built or pushed
   */
  public Optional<PublishedImage> publish(ImageKind kind, EcrClient ecr, String repository)
      throws InterruptedException {
    Optional<String> uri = new EcrRepository(ecr, repository).uri();
    return uri.isEmpty()
        ? Optional.empty()
        : Optional.of(publish(kind, ecr, repository, uri.get()));
  }

  /**
   * Makes sure that the repository has the image.
   *
   * @param ecr the registry's account and region
   * @param repository name of the repository
   * @param repositoryUri as ecr:DescribeRepositories gives it
   * @throws ImageException it cannot be built or pushed
   */
  public PublishedImage publish(
      ImageKind kind, EcrClient ecr, String repository, String repositoryUri)
      throws InterruptedException {
    Work work = work(kind);
    Optional<String> there = digest(ecr, repository, work.tag());
    if (there.isPresent()) {
      return new PublishedImage(repositoryUri, work.tag(), there.get(), false);
    }
    Registry registry = Registry.of(ecr);
    if (registry.plain()) {
      // jib sends a password without TLS only when this is set; the registry itself asked for it.
      System.setProperty("sendCredentialsOverHttp", "true");
    }
    ImageReference target = reference(repositoryUri + ":" + work.tag());
    Containerizer containerizer =
        Containerizer.to(
                RegistryImage.named(target).addCredential(registry.user(), registry.password()))
            .setAllowInsecureRegistries(registry.plain());
    return new PublishedImage(repositoryUri, work.tag(), build(work, containerizer), true);
  }

  /**
   * Builds the image into a tar that {@code docker load} takes.
   *
   * @throws ImageException it cannot be built
   */
  public BuiltImage buildTar(ImageKind kind, Path tar) throws InterruptedException {
    Work work = work(kind);
    ImageReference name = reference("fnk-" + kind.word() + ":" + work.tag());
    return new BuiltImage(work.tag(), build(work, Containerizer.to(TarImage.at(tar).named(name))));
  }

  private String build(Work work, Containerizer containerizer) throws InterruptedException {
    try {
      Path scratch = Files.createTempDirectory("fnk-image");
      try {
        JibContainer built =
            work.steps()
                .build(scratch)
                .containerize(
                    containerizer
                        .setToolName("fnk")
                        .setBaseImageLayersCache(cache.resolve("base"))
                        .setApplicationLayersCache(cache.resolve("app")));
        return built.getDigest().toString();
      } finally {
        delete(scratch);
      }
    } catch (IOException
        | RegistryException
        | CacheDirectoryCreationException
        | ExecutionException failed) {
      Throwable cause =
          failed instanceof ExecutionException && failed.getCause() != null
              ? failed.getCause()
              : failed;
      throw new ImageException(
          "the %s image cannot be built and pushed: %s"
              .formatted(work.kind().word(), cause.getMessage()),
          cause);
    }
  }

  private ImageRecipe recipe(ImageKind kind) {
    return switch (kind) {
      case KUBELET -> new ImageRecipe.Kubelet(distribution);
      case AGENT, OTHER_AGENT ->
          new ImageRecipe.Agent(
              resource("/agent/" + kind.architecture(bases.architecture()).word() + "/agent"));
      case SAMPLE ->
          new ImageRecipe.Sample(
              resource("/" + ImageRecipe.Sample.CLASS.replace('.', '/') + ".class"));
    };
  }

  private static byte[] resource(String name) {
    try (InputStream in = ImagePublisher.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new ImageException("fnk was built without %s, which an image needs".formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Optional<String> digest(EcrClient ecr, String repository, String tag) {
    return ecr
        .batchGetImage(
            request ->
                request
                    .repositoryName(repository)
                    .imageIds(ImageIdentifier.builder().imageTag(tag).build()))
        .images()
        .stream()
        .map(image -> image.imageId().imageDigest())
        .findFirst();
  }

  private static ImageReference reference(String text) {
    try {
      return ImageReference.parse(text);
    } catch (InvalidImageReferenceException invalid) {
      throw new ImageException("not an image reference: " + text, invalid);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
