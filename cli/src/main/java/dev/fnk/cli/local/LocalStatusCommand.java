package dev.fnk.cli.local;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.printer.Document;
import dev.fnk.local.daemon.LocalConnection;
import dev.fnk.local.daemon.LocalStatus;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = {
      "Shows whether the local lab runs. Exit code 0: it does, 69: it does not.",
      "With -o json also the credentials of its account, which are worth nothing elsewhere."
    })
public final class LocalStatusCommand implements Callable<Integer> {
  private final Invocation invocation;
  private final LocalLabWorld world;

  public LocalStatusCommand(Invocation invocation, LocalLabWorld world) {
    this.invocation = invocation;
    this.world = world;
  }

  @Override
  public Integer call() {
    Optional<LocalStatus> status = LocalFailures.translate(() -> world.lab().status());
    invocation.print(
        "local",
        () -> text(status),
        document -> {
          document.with("running", status.isPresent());
          status.ifPresent(running -> fields(document, running));
        });
    return (status.isPresent() ? ExitCode.OK : ExitCode.UNAVAILABLE).code();
  }

  private void text(Optional<LocalStatus> status) {
    PrintStream out = invocation.console().out();
    if (status.isEmpty()) {
      out.println("no local lab runs; `fnk local start` starts it");
      return;
    }
    LocalConnection connection = status.get().connection();
    out.println(
        "running since %s: account %s at %s, process %d"
            .formatted(
                status.get().started(),
                connection.accountId(),
                connection.endpoint(),
                connection.pid()));
    out.println("log: " + status.get().log());
  }

  private static void fields(Document document, LocalStatus status) {
    LocalConnection connection = status.connection();
    document
        .with("endpoint", connection.endpoint().toString())
        .with("account", connection.accountId())
        .with("accessKeyId", connection.accessKeyId())
        .with("secretAccessKey", connection.secretAccessKey())
        .with("pid", connection.pid())
        .with("started", status.started().toString())
        .with("log", status.log().toString());
  }
}
