package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.kubeconfig.KubeconfigEntry;
import dev.fnk.cli.kubeconfig.KubeconfigFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

@Command(
    name = "kubeconfig",
    description = {
      "Writes the lab's cluster to the kubeconfig (KUBECONFIG, else ~/.kube/config) and makes it",
      "the current context. `up` does so, too."
    })
final class KubeconfigCommand implements Callable<Integer> {
  private final Invocation invocation;

  KubeconfigCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (LabSession session = LabSession.open(invocation)) {
      Cluster cluster = cluster(session);
      if (cluster.endpoint() == null || cluster.certificateAuthority() == null) {
        throw new Failure(
            ExitCode.TRY_AGAIN,
            "the cluster is %s and has no endpoint yet".formatted(cluster.statusAsString()),
            "fnk up --stage base waits for it");
      }
      KubeconfigEntry entry =
          new KubeconfigEntry(
              session.account().arn("eks", "cluster/" + session.config().lab()),
              cluster.endpoint(),
              cluster.certificateAuthority().data(),
              invocation.tokenCommand(session.config()));
      KubeconfigFile file = invocation.kubeconfig();
      Optional<String> before = file.put(entry);
      String context = file.context(entry.name());
      before.ifPresent(
          was ->
              session.say(
                  "current-context is now %s (kubectl config use-context %s goes back)"
                      .formatted(context, was)));
      entry.command().caution().ifPresent(session::say);
      session.endProgress();
      Path path = file.file(entry.name());
      invocation.print(
          "kubeconfig",
          () -> invocation.console().out().println(path + ": context " + context),
          document -> {
            invocation.identify(document, session);
            document.with("file", path.toString()).with("context", context);
          });
    }
    return ExitCode.OK.code();
  }

  private static Cluster cluster(LabSession session) {
    String name = session.config().lab();
    try {
      return session.aws().eks().describeCluster(request -> request.name(name)).cluster();
    } catch (ResourceNotFoundException absent) {
      throw new Failure(
          ExitCode.FAILED, "no EKS cluster " + name, "fnk up --stage base makes it", absent);
    }
  }
}
