package dev.fnk.cli.command.kubelet;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.image.ImageKind;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.image.PublishedImage;
import dev.fnk.cli.invocation.Interruptible;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.resource.LabNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "push", description = "Pushes an image to the lab's repository, if it lacks it.")
public final class ImagePushCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "which one: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private ImageKind kind = ImageKind.KUBELET;

  public ImagePushCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    try (LabSession session = LabSession.open(invocation)) {
      String repository =
          kind.repository(new LabNames(session.config().lab(), session.config().region()));
      ImagePublisher publisher = invocation.images(session.config(), session.events());
      PublishedImage image =
          new Interruptible(invocation, "fnk kubelet image push")
              .run(() -> publisher.publish(kind, session.aws().ecr(), repository))
              .orElseThrow(
                  () ->
                      new Failure(
                          ExitCode.FAILED,
                          "no repository " + repository + ": stage base makes it",
                          "fnk up --stage base"));
      session.endProgress();
      invocation.print(
          "image",
          () ->
              invocation
                  .console()
                  .out()
                  .println(image.reference() + (image.pushed() ? " pushed" : " was there")),
          document ->
              document
                  .with("image", kind.word())
                  .with("repositoryUri", image.repositoryUri())
                  .with("tag", image.tag())
                  .with("digest", image.digest())
                  .with("pushed", image.pushed()));
    }
    return 0;
  }
}
