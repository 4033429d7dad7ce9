package dev.fnk.cli.command;

import dev.fnk.cli.invocation.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fnk} itself: only its commands do something. */
@Command(
    name = "fnk",
    description = "A Kubernetes cluster without nodes, on AWS or on this machine.",
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND")
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command; one of: " + String.join(", ", commands()));
  }

  private Iterable<String> commands() {
    return spec.subcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(java.util.Map.Entry::getKey)
        .toList();
  }
}
