package dev.fnk.cli.command.kubelet;

import dev.fnk.cli.image.BuiltImage;
import dev.fnk.cli.image.ImageKind;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.invocation.Interruptible;
import dev.fnk.cli.invocation.Invocation;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "build", description = "Builds an image into a tar that `docker load` takes.")
public final class ImageBuildCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "which one: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private ImageKind kind = ImageKind.KUBELET;

  @Option(names = "--output", paramLabel = "TAR", required = true, description = "the tar to write")
  private @Nullable Path output;

  public ImageBuildCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    Path tar = invocation.console().directory().resolve(Objects.requireNonNull(output));
    BuiltImage built = build(tar);
    invocation.print(
        "image",
        () -> invocation.console().out().println(tar + " " + built.digest()),
        document ->
            document
                .with("image", kind.word())
                .with("tag", built.tag())
                .with("digest", built.digest())
                .with("tar", tar.toString()));
    return 0;
  }

  private BuiltImage build(Path tar) throws Exception {
    try (var progress = invocation.progress()) {
      ImagePublisher publisher = invocation.images(invocation.config(), progress);
      return new Interruptible(invocation, "fnk kubelet image build")
          .run(() -> publisher.buildTar(kind, tar));
    }
  }
}
