package dev.fnk.cli.failure;

import dev.fnk.cli.console.Console;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.invocation.Invocation;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.json.JsonMapper;

/** Tells a person what failed, why and what to do; a stack trace only with {@code --debug}. */
public final class FailurePrinter implements IExecutionExceptionHandler {
  private final Invocation invocation;

  public FailurePrinter(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parsed) throws Exception {
    if (exception instanceof ParameterException usage) {
      return commandLine.getParameterExceptionHandler().handleParseException(usage, new String[0]);
    }
    Console console = invocation.console();
    Failure failure = Failures.explain(exception);
    if (invocation.jsonLines()) {
      console.err().println(json(failure));
    } else {
      console.err().println("fnk: " + failure.reason());
      failure.remedy().ifPresent(remedy -> console.err().println("  " + remedy));
    }
    if (invocation.options().debug()) {
      exception.printStackTrace(console.err());
    }
    return failure.exitCode().code();
  }

  private static String json(Failure failure) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "failed");
    line.put("message", failure.reason());
    failure.remedy().ifPresent(remedy -> line.put("next", remedy));
    line.put("exitCode", failure.exitCode().code());
    return JsonMapper.shared().writeValueAsString(line);
  }
}
