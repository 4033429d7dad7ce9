package dev.fnk.cli.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What goes into an image. Equal inputs give an equal image: all times in it are constant. */
sealed interface ImageRecipe {
  /** Whoever runs in the image; a number, so that Kubernetes can tell it is not root. */
  String USER = "10001:10001";

  /** The content that tells this image from others, beyond its base. */
  ContentHash hash(ContentHash hash);

  /** An image on a base. */
  sealed interface OnBase extends ImageRecipe {
    /**
     * The image on the given base.
     *
     * @param scratch a folder for files that have to be made, kept until the image is built
     */
    JibContainerBuilder build(BaseImage base, Architecture architecture, Path scratch)
        throws IOException;
  }

  /** The common part of those on a base: platform, user, time. */
  private static JibContainerBuilder on(BaseImage base, Architecture architecture) {
    try {
      JibContainerBuilder builder =
          switch (base) {
            case BaseImage.Reference(String name, String digest) ->
                Jib.from(RegistryImage.named(pinned(name, digest)));
            case BaseImage.Tar(Path path, String _) ->
                Jib.from(TarImage.at(path).named("fnk-base"));
          };
      return builder
          .setPlatforms(Set.of(new Platform(architecture.word(), "linux")))
          .setUser(USER)
          .setCreationTime(Instant.EPOCH);
    } catch (InvalidImageReferenceException invalid) {
      throw new ImageException("not an image reference: " + invalid.getMessage(), invalid);
    }
  }

  /** Built on what was looked at, whatever the tag stands for by then. */
  private static ImageReference pinned(String name, String digest)
      throws InvalidImageReferenceException {
    ImageReference reference = ImageReference.parse(name);
    return ImageReference.of(reference.getRegistry(), reference.getRepository(), null, digest);
  }

  /** The virtual node: its module and what that needs. */
  record Kubelet(Distribution distribution) implements OnBase {
    private static final String HOME = "/opt/fnk";
    private static final List<String> ENTRYPOINT =
        List.of(
            "java",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:MaxRAMPercentage=70",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            HOME + "/app/*:" + HOME + "/app:" + HOME + "/lib/*",
            "dev.fnk.kubelet.Main");

    @Override
    public ContentHash hash(ContentHash hash) {
      return hash.add(String.join(" ", ENTRYPOINT))
          .add(distribution.dependencies())
          .add(distribution.own());
    }

    @Override
    public JibContainerBuilder build(BaseImage base, Architecture architecture, Path scratch)
        throws IOException {
      return on(base, architecture)
          .addFileEntriesLayer(layer("dependencies", HOME + "/lib", distribution.dependencies()))
          .addFileEntriesLayer(layer("app", HOME + "/app", distribution.own()))
          .setEntrypoint(ENTRYPOINT)
          .setExposedPorts(Port.tcp(10250));
    }

    private static FileEntriesLayer layer(String name, String folder, List<Path> paths)
        throws IOException {
      FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
      AbsoluteUnixPath target = AbsoluteUnixPath.get(folder);
      for (Path path : paths) {
        if (Files.isDirectory(path)) {
          layer.addEntryRecursive(path, target);
        } else {
          layer.addEntry(path, target.resolve(path.getFileName().toString()));
        }
      }
      return layer.build();
    }
  }

  /**
   * The sample page: one class.
   *
   * @param page its class file
   */
  record Sample(byte[] page) implements OnBase {
    static final String CLASS = "dev.fnk.cli.image.sample.SamplePage";
    private static final List<String> ENTRYPOINT =
        List.of("java", "-XX:+UseSerialGC", "-Xmx64m", "-cp", "/opt/sample", CLASS);

    @Override
    public ContentHash hash(ContentHash hash) {
      return hash.add(String.join(" ", ENTRYPOINT)).add(java.util.HexFormat.of().formatHex(page));
    }

    @Override
    public JibContainerBuilder build(BaseImage base, Architecture architecture, Path scratch)
        throws IOException {
      Path file = Files.write(scratch.resolve("SamplePage.class"), page);
      return on(base, architecture)
          .addFileEntriesLayer(
              FileEntriesLayer.builder()
                  .setName("app")
                  .addEntry(
                      file,
                      AbsoluteUnixPath.get("/opt/sample/" + CLASS.replace('.', '/') + ".class"))
                  .build())
          .setEntrypoint(ENTRYPOINT)
          .setExposedPorts(Port.tcp(8080));
    }
  }

  /**
   * The agent: one static program and nothing else. Its folder is a volume, so that the engine
   * copies the program into the empty volume that a task's other containers have at the very same
   * path.
   *
   * @param program the binary for the image's architecture
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html">Bind
   *     mounts with Amazon ECS</a>
   */
  record Agent(byte[] program) implements ImageRecipe {
    private static final AbsoluteUnixPath FOLDER = AbsoluteUnixPath.get("/.fnk");
    private static final AbsoluteUnixPath PROGRAM = FOLDER.resolve("agent");

    @Override
    public ContentHash hash(ContentHash hash) {
      return hash.add("volume " + FOLDER + ", entrypoint " + PROGRAM).add(Sha256.hex(program));
    }

    /** From scratch, as root: it lays files for users of the pod's choice. */
    JibContainerBuilder build(Architecture architecture, Path scratch) throws IOException {
      Path file = Files.write(scratch.resolve("agent"), program);
      return Jib.fromScratch()
          .setPlatforms(Set.of(new Platform(architecture.word(), "linux")))
          .setCreationTime(Instant.EPOCH)
          .addFileEntriesLayer(
              FileEntriesLayer.builder()
                  .setName("agent")
                  .addEntry(file, PROGRAM, FilePermissions.fromOctalString("755"))
                  .build())
          .setVolumes(FOLDER)
          .setEntrypoint(PROGRAM.toString());
    }
  }
}
