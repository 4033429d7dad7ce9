package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Table;
import dev.fnk.cli.engine.ApplyResult;
import dev.fnk.cli.engine.Leftover;
import dev.fnk.cli.engine.Plan;
import dev.fnk.cli.invocation.Interruptible;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.printer.ApplyReport;
import dev.fnk.cli.stage.Stage;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "teardown",
    description =
        "Removes the lab, or a stage and all that needs it, and verifies that it is gone.")
final class TeardownCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--stage",
      paramLabel = "S",
      converter = StageConverter.class,
      completionCandidates = StageConverter.Names.class,
      description = "remove this stage and those after it: ${COMPLETION-CANDIDATES}")
  private Stage stage = Stage.BASE;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  TeardownCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    String resume = "fnk teardown" + (stage == Stage.BASE ? "" : " --stage " + stage.word());
    return new Interruptible(invocation, resume).run(() -> remove(resume));
  }

  private int remove(String resume) throws Exception {
    try (LabSession session = LabSession.open(invocation)) {
      Plan plan = session.engine().teardownPlan(stage);
      new Consent(invocation, "teardown").ask(plan, session.world(), yes);
      ApplyReport outcome = new ApplyReport(session.apply(plan));
      List<Leftover> leftovers = outcome.result().cancelled() ? List.of() : leftovers(session);
      session.endProgress();
      outcome.explainFailures(invocation.console().err(), invocation.jsonLines(), resume);
      invocation.print(
          "teardown",
          () -> text(outcome, leftovers),
          document -> {
            invocation.identify(document, session);
            outcome.fields(document);
            document.with("leftovers", fields(leftovers, false));
            document.with("going", fields(leftovers, true));
          });
      if (outcome.result().ok() && leftovers.stream().anyMatch(one -> !one.gone())) {
        return ExitCode.FAILED.code();
      }
      return outcome.exitCode().code();
    }
  }

  /** After a whole teardown nothing may be left; after a part of one, its stages' own resources. */
  private List<Leftover> leftovers(LabSession session) {
    if (stage == Stage.BASE) {
      return session.engine().inventory();
    }
    return session.engine().teardownPlan(stage).changes().stream()
        .map(
            step ->
                new Leftover(
                    step.type(),
                    step.arn().or(step::id).orElse(step.name()),
                    "stage " + step.stage().word(),
                    false))
        .toList();
  }

  private void text(ApplyReport outcome, List<Leftover> leftovers) {
    PrintStream out = invocation.console().out();
    List<Leftover> left = leftovers.stream().filter(one -> !one.gone()).toList();
    if (!left.isEmpty()) {
      out.println("left over:");
      Table table = new Table("TYPE", "ARN", "STATE");
      left.forEach(one -> table.row(one.type(), one.arn(), one.detail()));
      table.print(out);
    } else if (outcome.result().ok()) {
      out.println(
          "%s: %d removed in %d s, nothing is left"
              .formatted(
                  stage == Stage.BASE ? "teardown" : "teardown from stage " + stage.word(),
                  outcome.count(ApplyResult.StepOutcome.DONE),
                  outcome.result().elapsed().toSeconds()));
    }
    going(out, leftovers);
  }

  /** What needs nobody's help to go, but is still listed; there may be very many of a kind. */
  private static void going(PrintStream out, List<Leftover> leftovers) {
    Map<String, Long> kinds =
        leftovers.stream()
            .filter(Leftover::gone)
            .collect(
                Collectors.groupingBy(
                    one -> one.type() + ": " + one.detail(), TreeMap::new, Collectors.counting()));
    kinds.forEach((kind, count) -> out.println("still listed: %d x %s".formatted(count, kind)));
  }

  private static List<Map<String, Object>> fields(List<Leftover> leftovers, boolean gone) {
    return leftovers.stream()
        .filter(one -> one.gone() == gone)
        .map(TeardownCommand::fields)
        .toList();
  }

  private static Map<String, Object> fields(Leftover leftover) {
    return Map.of("type", leftover.type(), "arn", leftover.arn(), "state", leftover.detail());
  }
}
