package dev.fnk.cli.command;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsAccess;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.failure.Failures;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.world.Check;
import dev.fnk.cli.world.World;
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

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    LabConfig config = invocation.config();
    List<Check> checks = new ArrayList<>();
    checks.add(Check.passed("settings", "lab %s in %s".formatted(config.lab(), config.region())));
    checks.add(Check.passed("Java", Runtime.version().toString()));
    if (config.local()) {
      checks.addAll(invocation.local().check());
    } else {
      checks.add(credentials(config));
    }
    boolean well = checks.stream().allMatch(Check::ok);
    invocation.print(
        "doctor",
        () -> text(checks),
        document ->
            document
                .with("ok", well)
                .with("checks", checks.stream().map(DoctorCommand::fields).toList()));
    return (well ? ExitCode.OK : ExitCode.UNAVAILABLE).code();
  }

  private Check credentials(LabConfig config) {
    World world = invocation.worlds().connect(config);
    try (AwsAccess aws = AwsAccess.open(world)) {
      Account account = aws.account();
      return Check.passed(
          "AWS credentials", "account %s as %s".formatted(account.id(), account.caller()));
    } catch (RuntimeException failed) {
      Failure failure = Failures.explain(failed);
      return new Check("AWS credentials", false, failure.reason(), failure.remedy().orElse(""));
    }
  }

  private void text(List<Check> checks) {
    PrintStream out = invocation.console().out();
    for (Check check : checks) {
      out.println(
          "%s  %s: %s".formatted(check.ok() ? "ok  " : "FAIL", check.name(), check.detail()));
      if (!check.ok() && !check.remedy().isEmpty()) {
        out.println("      " + check.remedy());
      }
    }
  }

  private static Map<String, Object> fields(Check check) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", check.name());
    fields.put("ok", check.ok());
    fields.put("detail", check.detail());
    if (!check.remedy().isEmpty()) {
      fields.put("remedy", check.remedy());
    }
    return fields;
  }
}
