package dev.fnk.cli.command;

import dev.fnk.cli.command.kubelet.ImageBuildCommand;
import dev.fnk.cli.command.kubelet.ImageCommand;
import dev.fnk.cli.command.kubelet.ImagePushCommand;
import dev.fnk.cli.command.kubelet.KubeletCommand;
import dev.fnk.cli.command.kubelet.KubeletExplainCommand;
import dev.fnk.cli.command.kubelet.KubeletRunCommand;
import dev.fnk.cli.console.Console;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.failure.FailurePrinter;
import dev.fnk.cli.failure.UsagePrinter;
import dev.fnk.cli.invocation.GlobalOptions;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.Logs;
import dev.fnk.cli.local.LocalCommand;
import dev.fnk.cli.local.LocalLabWorld;
import dev.fnk.cli.local.LocalServeCommand;
import dev.fnk.cli.local.LocalStartCommand;
import dev.fnk.cli.local.LocalStatusCommand;
import dev.fnk.cli.local.LocalStopCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command line as a function: arguments and a console in, an exit code out. */
public final class Fnk {
  private Fnk() {}

  /** Runs one command; never exits, never throws. */
  public static int run(Console console, String... arguments) {
    return commandLine(console).execute(arguments);
  }

  static CommandLine commandLine(Console console) {
    LocalLabWorld world = new LocalLabWorld(console.environment());
    Invocation invocation = new Invocation(console, new GlobalOptions(), world);
    CommandLine root = new CommandLine(new RootCommand());
    root.addMixin("global", invocation.options());
    root.addSubcommand(new UpCommand(invocation));
    root.addSubcommand(new PlanCommand(invocation));
    root.addSubcommand(new StatusCommand(invocation));
    root.addSubcommand(new TeardownCommand(invocation));
    root.addSubcommand(new ExplainCommand(invocation));
    root.addSubcommand(kubelet(invocation));
    root.addSubcommand(new KubeconfigCommand(invocation));
    root.addSubcommand(new TokenCommand(invocation));
    root.addSubcommand(new DoctorCommand(invocation));
    root.addSubcommand(new LogsCommand(invocation));
    root.addSubcommand(new ConfigCommand(invocation));
    root.addSubcommand(local(invocation, world));
    root.addSubcommand(new CompletionCommand(invocation));
    root.addSubcommand(new VersionCommand(invocation));
    configure(root);
    root.setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setExecutionStrategy(parsed -> execute(parsed, invocation.options()))
        .setExecutionExceptionHandler(new FailurePrinter(invocation))
        .setParameterExceptionHandler(new UsagePrinter(console));
    return root;
  }

  /** Once it is known what was asked for, and before a command writes a log. */
  private static int execute(CommandLine.ParseResult parsed, GlobalOptions options) {
    Logs.forCommands(options.debug());
    return new CommandLine.RunLast().execute(parsed);
  }

  private static CommandLine kubelet(Invocation invocation) {
    CommandLine image = new CommandLine(new ImageCommand());
    image.addSubcommand(new ImageBuildCommand(invocation));
    image.addSubcommand(new ImagePushCommand(invocation));
    CommandLine kubelet = new CommandLine(new KubeletCommand());
    kubelet.addSubcommand(new KubeletRunCommand(invocation));
    kubelet.addSubcommand(new KubeletExplainCommand(invocation));
    kubelet.addSubcommand(image);
    return kubelet;
  }

  private static CommandLine local(Invocation invocation, LocalLabWorld world) {
    CommandLine local = new CommandLine(new LocalCommand());
    local.addSubcommand(new LocalStartCommand(invocation, world));
    local.addSubcommand(new LocalServeCommand(invocation, world));
    local.addSubcommand(new LocalStopCommand(invocation, world));
    local.addSubcommand(new LocalStatusCommand(invocation, world));
    return local;
  }

  /** Help on every command, and the documented exit codes. */
  private static void configure(CommandLine command) {
    command
        .getCommandSpec()
        .mixinStandardHelpOptions(true)
        .exitCodeOnInvalidInput(ExitCode.USAGE.code())
        .exitCodeOnExecutionException(ExitCode.INTERNAL.code());
    command.getCommandSpec().usageMessage().abbreviateSynopsis(true).width(100);
    command.getSubcommands().values().forEach(Fnk::configure);
  }
}
