package dev.fnk.cli.command;

import dev.fnk.cli.console.Console;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.lab.Plan;
import java.io.IOException;
import java.util.Locale;

/** Asks before a world that costs money is changed. */
final class Consent {
  private final Invocation invocation;
  private final String command;

  /**
   * @param command {@code up} or {@code teardown}
   */
  Consent(Invocation invocation, String command) {
    this.invocation = invocation;
    this.command = command;
  }

  /**
   * Shows the plan and asks; returns when a person says yes.
   *
   * @throws Failure nobody can be asked, or the answer is no
   */
  void ask(Plan plan) throws IOException {
    Console console = invocation.console();
    new PlanPrinter(plan).text(console.err());
    if (!console.inputIsTerminal() || invocation.options().noInput) {
      throw new Failure(
          ExitCode.USAGE,
          "fnk " + command + " changes an AWS account and has nobody to ask",
          "look at the plan above, then run it with --yes");
    }
    console.err().print("Do this? [y/N] ");
    console.err().flush();
    String answer = console.in().readLine();
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new Failure(ExitCode.FAILED, "not done: the answer was not yes");
    }
  }
}
