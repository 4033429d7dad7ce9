package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.engine.LabStatus;
import dev.fnk.cli.invocation.Interruptible;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.LabSession;
import dev.fnk.cli.printer.StatusPrinter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Shows stages, resources, node and pods.")
final class StatusCommand implements Callable<Integer> {
  private static final Duration PACE = Duration.ofSeconds(2);
  private static final String CLEAR = "\033[H\033[2J";

  private final Invocation invocation;

  @Option(names = "--drift", description = "show only what differs from what is wanted")
  private boolean drift;

  @Option(names = "--watch", description = "show it again and again until Ctrl-C")
  private boolean watch;

  StatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    try (LabSession session = LabSession.open(invocation)) {
      LabStatus status =
          new Interruptible(invocation, "fnk status").run(() -> session.engine().status());
      session.endProgress();
      print(session, status);
      while (watch) {
        // The pace of looking, not a wait for luck; Ctrl-C ends the process.
        Thread.sleep(PACE);
        LabStatus next = session.engine().status();
        if (invocation.console().errorIsTerminal()) {
          invocation.console().err().print(CLEAR);
          invocation.console().err().flush();
        }
        print(session, next);
      }
      return ExitCode.OK.code();
    }
  }

  private void print(LabSession session, LabStatus status) {
    StatusPrinter printer = new StatusPrinter(status);
    PrintStream out = invocation.console().out();
    invocation.print(
        "status",
        () -> {
          if (drift) {
            printer.drift(out);
          } else {
            printer.text(out);
          }
        },
        document -> {
          invocation.identify(document, session);
          printer.fields(document);
        });
  }
}
