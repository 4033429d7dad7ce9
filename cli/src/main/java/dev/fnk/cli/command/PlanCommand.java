package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.engine.Plan;
import dev.fnk.cli.invocation.Interruptible;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.printer.PlanPrinter;
import dev.fnk.cli.stage.Stage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    description = "Shows what `up` would do. Exit code 0: nothing to do, 2: changes.")
final class PlanCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--stage",
      paramLabel = "S",
      converter = StageConverter.class,
      completionCandidates = StageConverter.Names.class,
      description = "plan up to and including this stage: ${COMPLETION-CANDIDATES}")
  private Stage stage = Stage.WORKLOAD;

  PlanCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    try (LabSession session = LabSession.open(invocation)) {
      Plan plan =
          new Interruptible(invocation, "fnk plan").run(() -> session.engine().plan(stage, false));
      session.endProgress();
      PlanPrinter printer = new PlanPrinter(plan);
      invocation.print(
          "plan",
          () -> printer.text(invocation.console().out()),
          document -> {
            invocation.identify(document, session);
            printer.fields(document);
          });
      return (plan.empty() ? ExitCode.OK : ExitCode.CHANGES).code();
    }
  }
}
