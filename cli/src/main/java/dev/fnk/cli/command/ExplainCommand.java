package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.engine.LabStatus;
import dev.fnk.cli.failure.Failures;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.printer.GuidePage;
import dev.fnk.cli.printer.LiveAnswer;
import dev.fnk.cli.stage.Stage;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    description = {
      "Tells what a stage makes and why, its question and the answer, and what is there of it.",
      "Without a stage: what each one is about."
    })
final class ExplainCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "STAGE",
      converter = StageConverter.class,
      completionCandidates = StageConverter.Names.class,
      description = "${COMPLETION-CANDIDATES}")
  private @Nullable Stage stage;

  ExplainCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Stage wanted = stage;
    if (wanted == null) {
      List<GuidePage> pages = List.of(Stage.values()).stream().map(GuidePage::of).toList();
      invocation.print(
          "explain",
          () -> pages.forEach(page -> invocation.console().out().println(page.title())),
          document -> document.with("stages", pages.stream().map(GuidePage::title).toList()));
      return ExitCode.OK.code();
    }
    GuidePage page = GuidePage.of(wanted);
    Optional<LabStatus> live = live();
    List<String> seen =
        live.map(status -> new LiveAnswer(wanted, status).lines()).orElse(List.of());
    invocation.print(
        "explain",
        () -> text(page, seen),
        document ->
            document.with("stage", wanted.word()).with("text", page.text()).with("live", seen));
    return ExitCode.OK.code();
  }

  private void text(GuidePage page, List<String> seen) {
    PrintStream out = invocation.console().out();
    out.println(page.text());
    if (!seen.isEmpty()) {
      out.println();
      out.println("## Live");
      out.println();
      seen.forEach(out::println);
    }
  }

  /** The lab as it is; an explanation is worth something without it, too. */
  private Optional<LabStatus> live() {
    try (LabSession session = LabSession.open(invocation)) {
      return Optional.of(session.engine().status());
    } catch (RuntimeException notThere) {
      Failure failure = Failures.explain(notThere);
      if (failure.exitCode() == ExitCode.BAD_CONFIG || failure.exitCode() == ExitCode.INTERNAL) {
        throw notThere;
      }
      invocation.console().err().println("no live values: " + failure.reason());
      return Optional.empty();
    }
  }
}
