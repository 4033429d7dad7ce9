package dev.fnk.cli.local;

import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.Logs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    hidden = true,
    description = "Runs the local lab in this process until SIGTERM; `local start` does so.")
public final class LocalServeCommand implements Runnable {
  private final Invocation invocation;
  private final LocalLabWorld world;
  @Mixin private LocalFlags flags = new LocalFlags();

  public LocalServeCommand(Invocation invocation, LocalLabWorld world) {
    this.invocation = invocation;
    this.world = world;
  }

  @Override
  public void run() {
    Logs.forLocalLab(invocation.options().debug());
    LocalFailures.translate(
        () -> {
          world.lab().serve(flags.options(invocation.console().environment()));
          return 0;
        });
  }
}
