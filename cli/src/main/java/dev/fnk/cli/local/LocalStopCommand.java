package dev.fnk.cli.local;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.printer.Document;
import dev.fnk.local.daemon.Stopped;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "stop",
    description = {
      "Ends the local lab with all its labs, and clears what is left on this machine.",
      "Its state is in memory: nothing of the account survives.",
      "Exit code 1: something could not be removed; another stop tries it again."
    })
public final class LocalStopCommand implements Callable<Integer> {
  private static final double MEBI = 1 << 20;

  private final Invocation invocation;
  private final LocalLabWorld world;

  @Option(
      names = "--purge",
      description =
          "remove the caches, too: control plane, Python environment, base image, pulled images")
  private boolean purge;

  public LocalStopCommand(Invocation invocation, LocalLabWorld world) {
    this.invocation = invocation;
    this.world = world;
  }

  @Override
  public Integer call() {
    Stopped stopped = LocalFailures.translate(() -> world.lab().stop(purge, invocation::say));
    invocation.print("local", () -> text(stopped), document -> fields(document, stopped));
    return (stopped.left().isEmpty() ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private void text(Stopped stopped) {
    PrintStream out = invocation.console().out();
    out.println(
        stopped.wasRunning()
            ? "the local lab is stopped"
                + (stopped.left().isEmpty() ? "" : ", but for what is left")
            : "no local lab runs");
    if (!stopped.images().isEmpty()) {
      out.println("images removed from the container engine: " + stopped.images().size());
    }
    for (Stopped.Freed freed : stopped.caches()) {
      out.println("removed from the cache: %s, %s".formatted(freed.name(), size(freed.bytes())));
    }
    if (purge) {
      out.println("freed: " + size(stopped.freedBytes()));
    }
    if (!stopped.left().isEmpty()) {
      PrintStream err = invocation.console().err();
      err.println("fnk: not all could be removed:");
      stopped.left().forEach(left -> err.println("  " + left));
      err.println("  to try it again: fnk local stop" + (purge ? " --purge" : ""));
    }
  }

  private static String size(long bytes) {
    return "%.1f MiB".formatted(bytes / MEBI);
  }

  private static void fields(Document document, Stopped stopped) {
    document
        .with("running", false)
        .with("wasRunning", stopped.wasRunning())
        .with("images", stopped.images())
        .with("caches", stopped.caches().stream().map(LocalStopCommand::cache).toList())
        .with("freedBytes", stopped.freedBytes())
        .with("left", stopped.left());
  }

  private static Map<String, Object> cache(Stopped.Freed freed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", freed.name());
    fields.put("bytes", freed.bytes());
    return fields;
  }
}
