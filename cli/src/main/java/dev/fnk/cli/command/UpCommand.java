package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.engine.ApplyResult;
import dev.fnk.cli.engine.LabStatus;
import dev.fnk.cli.engine.Plan;
import dev.fnk.cli.invocation.Interruptible;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.printer.ApplyReport;
import dev.fnk.cli.printer.PlanPrinter;
import dev.fnk.cli.printer.StatusPrinter;
import dev.fnk.cli.stage.Stage;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "up", description = "Builds the lab, or goes on building it.")
final class UpCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--stage",
      paramLabel = "S",
      converter = StageConverter.class,
      completionCandidates = StageConverter.Names.class,
      description = "build up to and including this stage: ${COMPLETION-CANDIDATES}")
  private Stage stage = Stage.WORKLOAD;

  @Option(
      names = "--only",
      description = "build just this stage; the earlier ones have to be there")
  private boolean only;

  @Option(names = "--dry-run", description = "show what would be done, and do nothing")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  UpCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    String resume = "fnk up" + (stage == Stage.WORKLOAD ? "" : " --stage " + stage.word());
    return new Interruptible(invocation, resume).run(() -> build(resume));
  }

  private int build(String resume) throws Exception {
    try (LabSession session = dryRun ? LabSession.open(invocation) : LabSession.start(invocation)) {
      Plan plan = session.engine().plan(stage, only);
      if (dryRun) {
        session.endProgress();
        printPlan(session, plan);
        return ExitCode.OK.code();
      }
      new Consent(invocation, "up").ask(plan, session.world(), yes);
      ApplyReport outcome = new ApplyReport(session.apply(plan));
      List<LabStatus.PodStatus> pods =
          outcome.result().ok() && stage == Stage.WORKLOAD
              ? session.engine().status().pods()
              : List.of();
      session.endProgress();
      outcome.explainFailures(invocation.console().err(), invocation.jsonLines(), resume);
      invocation.print(
          "up",
          () -> text(outcome, pods),
          document -> {
            invocation.identify(document, session);
            outcome.fields(document);
            document.with("pods", StatusPrinter.pods(pods));
          });
      return outcome.exitCode().code();
    }
  }

  private void printPlan(LabSession session, Plan plan) {
    PlanPrinter printer = new PlanPrinter(plan);
    invocation.print(
        "plan",
        () -> printer.text(invocation.console().out()),
        document -> {
          invocation.identify(document, session);
          printer.fields(document);
        });
  }

  private void text(ApplyReport outcome, List<LabStatus.PodStatus> pods) {
    PrintStream out = invocation.console().out();
    if (!outcome.result().ok()) {
      return;
    }
    long done = outcome.count(ApplyResult.StepOutcome.DONE);
    out.println(
        done == 0
            ? "nothing to do: up to stage " + stage.word() + ", the lab is as it should be"
            : "up to stage %s: %d changes in %d s"
                .formatted(stage.word(), done, outcome.result().elapsed().toSeconds()));
    if (!pods.isEmpty()) {
      out.println();
      StatusPrinter.podTable(pods).print(out);
      pods.stream()
          .filter(pod -> pod.name().startsWith("sample-"))
          .flatMap(pod -> pod.publicIp().stream())
          .findFirst()
          .ifPresent(ip -> out.println("\na page of the sample: curl http://" + ip + ":8080/"));
    }
  }
}
