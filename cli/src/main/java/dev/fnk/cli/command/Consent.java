package dev.fnk.cli.command;

import dev.fnk.cli.console.Console;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.engine.Plan;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.printer.PlanPrinter;
import dev.fnk.cli.world.World;
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
   * Shows the plan and asks, where the world is one that costs money and there is something to do;
   * returns when it may be done.
   *
   * @param given whether the command line says yes already
   * @throws Failure nobody can be asked, or the answer is no
   */
  void ask(Plan plan, World world, boolean given) throws IOException {
    // What is refused is not going to be done, so there is nothing to consent to.
    if (given || !world.asks() || plan.changes().isEmpty() || !plan.refusals().isEmpty()) {
      return;
    }
    Console console = invocation.console();
    new PlanPrinter(plan).text(console.err());
    if (!console.inputIsTerminal() || invocation.options().noInput()) {
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
