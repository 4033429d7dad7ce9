package dev.fnk.cli.command;

import dev.fnk.cli.world.LocalWorlds;
import picocli.CommandLine.Command;

@Command(
    name = "stop",
    description = {
      "Ends the local lab with all its labs, and clears what is left on this machine.",
      "Its state is in memory: nothing of the account survives."
    })
final class LocalStopCommand implements Runnable {
  private final Invocation invocation;

  LocalStopCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    LocalWorlds.told(
        () -> {
          invocation.localWorlds().lab().stop(invocation.console().err()::println);
          return 0;
        });
    invocation.print(
        "local",
        () -> invocation.console().out().println("the local lab is stopped"),
        document -> document.with("running", false));
  }
}
