package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.resource.eks.ClusterEndpoint;
import dev.fnk.cli.resource.eks.KubeconfigContext.WriteResult.NotThere;
import dev.fnk.cli.resource.eks.KubeconfigContext.WriteResult.Written;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

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
      Written written =
          switch (session.engine().writeKubeconfig()) {
            case Written done -> done;
            case NotThere(ClusterEndpoint endpoint) -> throw notThere(endpoint, session);
          };
      written.switched().ifPresent(session::say);
      written.caution().ifPresent(session::say);
      session.endProgress();
      invocation.print(
          "kubeconfig",
          () ->
              invocation.console().out().println(written.file() + ": context " + written.context()),
          document -> {
            invocation.identify(document, session);
            document.with("file", written.file().toString()).with("context", written.context());
          });
    }
    return ExitCode.OK.code();
  }

  private static Failure notThere(ClusterEndpoint endpoint, LabSession session) {
    return endpoint instanceof ClusterEndpoint.NotYet(String state)
        ? new Failure(
            ExitCode.TRY_AGAIN,
            "the cluster is %s and has no endpoint yet".formatted(state),
            "fnk up --stage base waits for it")
        : new Failure(
            ExitCode.FAILED,
            "no EKS cluster " + session.config().lab(),
            "fnk up --stage base makes it");
  }
}
