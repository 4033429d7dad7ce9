package dev.fnk.cli.local;

import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.Logs;
import dev.fnk.cli.world.LocalWorlds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    hidden = true,
    description = "Runs the local lab in this process until SIGTERM; `local start` does so.")
public final class LocalServeCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private LocalFlags flags = new LocalFlags();

  public LocalServeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    Logs.forLocalLab(invocation.options().debug());
    LocalWorlds.told(
        () -> {
          invocation.localWorlds().lab().serve(flags.options(invocation.console().environment()));
          return 0;
        });
  }
}
