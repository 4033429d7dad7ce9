package dev.fnk.cli.failure;

import dev.fnk.cli.console.Console;
import dev.fnk.cli.console.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with the arguments in a line or two, and where to read more. */
public record UsagePrinter(Console console) implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    console.err().println("fnk: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    console.err().println("  see: " + command.getCommandSpec().qualifiedName(" ") + " --help");
    return ExitCode.USAGE.code();
  }
}
