package dev.fnk.cli.local;

import dev.fnk.cli.invocation.Invocation;
import dev.fnk.local.daemon.LocalConnection;
import dev.fnk.local.daemon.LocalOptions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "start", description = "Starts the local lab in the background.")
public final class LocalStartCommand implements Runnable {
  private final Invocation invocation;
  private final LocalLabWorld world;
  @Mixin private LocalFlags flags = new LocalFlags();

  public LocalStartCommand(Invocation invocation, LocalLabWorld world) {
    this.invocation = invocation;
    this.world = world;
  }

  @Override
  public void run() {
    LocalOptions options = flags.options(invocation.console().environment());
    LocalConnection connection =
        LocalFailures.translate(
            () ->
                world
                    .lab()
                    .start(
                        options, Optional.empty(), ServeCommandLine.of(options), invocation::say));
    invocation.print(
        "local",
        () ->
            invocation
                .console()
                .out()
                .println(
                    "the local lab runs: account %s at %s"
                        .formatted(connection.accountId(), connection.endpoint())),
        document ->
            document
                .with("running", true)
                .with("endpoint", connection.endpoint().toString())
                .with("account", connection.accountId())
                .with("pid", connection.pid()));
  }
}
