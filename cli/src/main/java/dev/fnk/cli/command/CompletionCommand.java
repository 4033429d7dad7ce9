package dev.fnk.cli.command;

import dev.fnk.cli.invocation.Invocation;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = {"Prints a completion script for bash and zsh.", "Use: source <(fnk completion)"})
final class CompletionCommand implements Runnable {
  private final Invocation invocation;
  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    invocation.console().out().print(AutoComplete.bash("fnk", root));
  }
}
