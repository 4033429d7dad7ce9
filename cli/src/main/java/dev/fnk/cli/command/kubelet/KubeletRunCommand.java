package dev.fnk.cli.command.kubelet;

import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.Logs;
import dev.fnk.kubelet.VirtualNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "run",
    description =
        "Runs the virtual node until SIGTERM; it takes its settings from the environment.")
public final class KubeletRunCommand implements Callable<Integer> {
  private final Invocation invocation;

  public KubeletRunCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logs.forNode(invocation.options().debug());
    return VirtualNode.run(invocation.console().environment());
  }
}
