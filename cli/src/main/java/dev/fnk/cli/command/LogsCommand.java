package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.logs.NodeLog;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "logs", description = "Prints the log of the virtual node's latest task.")
final class LogsCommand implements Callable<Integer> {
  private static final Duration PACE = Duration.ofSeconds(2);

  private final Invocation invocation;

  @Option(
      names = {"-f", "--follow"},
      description = "go on with what is written from now on, until Ctrl-C")
  private boolean follow;

  @Option(
      names = "--tail",
      paramLabel = "N",
      description = "only the last lines (default: ${DEFAULT-VALUE})")
  private int tail = 200;

  LogsCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    try (LabSession session = LabSession.open(invocation)) {
      session.endProgress();
      PrintStream out = invocation.console().out();
      LabNames names = new LabNames(session.config().lab(), session.config().region());
      NodeLog log =
          NodeLog.latest(session.aws().logs(), names.logGroup())
              .orElseThrow(
                  () ->
                      new Failure(
                          ExitCode.FAILED,
                          "the virtual node has not written any log yet",
                          "fnk up --stage kubelet starts it"));
      Optional<String> next = log.last(tail, out::println);
      while (follow) {
        next = log.after(next, out::println);
        out.flush();
        // The pace of asking, not a wait for luck; Ctrl-C ends the process.
        Thread.sleep(PACE);
      }
    }
    return ExitCode.OK.code();
  }
}
