package dev.fnk.cli.command;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.failure.Failures;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.world.World;
import dev.fnk.local.daemon.LocalOptions;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = {
      "Checks what fnk needs: of AWS, or of this machine with --local.",
      "Exit code 0: all is there, 69: something is missing."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Invocation invocation;

  /**
   * @param remedy empty where nothing is to be done
   */
  private record Finding(String name, boolean ok, String detail, String remedy) {}

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    LabConfig config = invocation.config();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding("settings", true, "lab %s in %s".formatted(config.lab(), config.region()), ""));
    findings.add(new Finding("Java", true, Runtime.version().toString(), ""));
    if (config.local()) {
      invocation
          .localWorlds()
          .lab()
          .doctor(LocalOptions.defaults())
          .forEach(
              check ->
                  findings.add(
                      new Finding(check.name(), check.ok(), check.detail(), check.remedy())));
    } else {
      findings.add(credentials(config));
    }
    boolean well = findings.stream().allMatch(Finding::ok);
    invocation.print(
        "doctor",
        () -> text(findings),
        document ->
            document
                .with("ok", well)
                .with("checks", findings.stream().map(DoctorCommand::fields).toList()));
    return (well ? ExitCode.OK : ExitCode.UNAVAILABLE).code();
  }

  private Finding credentials(LabConfig config) {
    World world = invocation.worlds().connect(config);
    try (AwsClients aws = new AwsClients(world)) {
      Account account = Account.of(aws);
      return new Finding(
          "AWS credentials",
          true,
          "account %s as %s".formatted(account.id(), account.caller()),
          "");
    } catch (RuntimeException failed) {
      Failure failure = Failures.explain(failed);
      return new Finding("AWS credentials", false, failure.reason(), failure.remedy().orElse(""));
    }
  }

  private void text(List<Finding> findings) {
    PrintStream out = invocation.console().out();
    for (Finding finding : findings) {
      out.println(
          "%s  %s: %s".formatted(finding.ok() ? "ok  " : "FAIL", finding.name(), finding.detail()));
      if (!finding.ok() && !finding.remedy().isEmpty()) {
        out.println("      " + finding.remedy());
      }
    }
  }

  private static Map<String, Object> fields(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", finding.name());
    fields.put("ok", finding.ok());
    fields.put("detail", finding.detail());
    if (!finding.remedy().isEmpty()) {
      fields.put("remedy", finding.remedy());
    }
    return fields;
  }
}
