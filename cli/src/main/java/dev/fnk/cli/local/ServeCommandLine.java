package dev.fnk.cli.local;

import dev.fnk.local.daemon.LocalOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of the local lab's background process: this JVM again, with other arguments. */
final class ServeCommandLine {
  private ServeCommandLine() {}

  static List<String> of(LocalOptions options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        // The launcher's choice for commands that end soon; this process may run for days.
        .filter(argument -> !argument.startsWith("-XX:TieredStopAtLevel"))
        .filter(argument -> !argument.startsWith("-agentlib"))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.fnk.cli.Main");
    command.addAll(List.of("local", "serve", "--port", Integer.toString(options.port())));
    options.k8sBin().ifPresent(bin -> command.addAll(List.of("--k8s-bin", bin.toString())));
    if (options.quotas()) {
      command.addAll(List.of("--quotas", "aws"));
    }
    if (options.record()) {
      command.add("--record");
    }
    return command;
  }
}
