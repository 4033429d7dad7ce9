package dev.fnk.cli;

import dev.fnk.cli.command.Fnk;
import dev.fnk.cli.console.Console;
import dev.fnk.cli.console.NameLookups;
import dev.fnk.cli.console.ProxyProperties;

/** Entry point; the only place that exits. */
public final class Main {
  private Main() {}

  static void main(String[] args) {
    Console console = Console.ofProcess();
    NameLookups.forgetFailures();
    ProxyProperties.apply(console.environment());
    System.exit(Fnk.run(console, args));
  }
}
