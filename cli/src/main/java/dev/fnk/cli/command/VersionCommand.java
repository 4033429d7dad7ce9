package dev.fnk.cli.command;

import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.VersionProvider;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Runnable {
  private final Invocation invocation;

  VersionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    invocation.print(
        "version",
        () -> invocation.console().out().println("fnk " + VersionProvider.version()),
        document ->
            document
                .with("version", VersionProvider.version())
                .with("java", Runtime.version().toString()));
  }
}
