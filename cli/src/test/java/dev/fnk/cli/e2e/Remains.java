package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a local world has on the machine, found without asking fnk. */
final class Remains {
  private static final String LABEL = "fnk.dev/local";

  private Remains() {}

  /** Containers, networks and processes of the world whose state is in that folder. */
  static List<String> of(Home home) {
    var label = "label=" + LABEL + "=" + home.state();
    var all = new ArrayList<String>();
    lines(home.docker("ps", "-a", "--filter", label, "--format", "{{.Names}} {{.Status}}"))
        .forEach(line -> all.add("container " + line));
    lines(home.docker("network", "ls", "--filter", label, "--format", "{{.Name}}"))
        .forEach(line -> all.add("network " + line));
    lines(home.docker("volume", "ls", "--filter", label, "--format", "{{.Name}}"))
        .forEach(line -> all.add("volume " + line));
    processes(home.state())
        .map(p -> "process " + p.pid() + " " + p.info().commandLine().orElse("?"))
        .forEach(all::add);
    return all;
  }

  static void none(Home home) {
    assertThat(of(home)).as("left on the machine").isEmpty();
  }

  private static List<String> lines(Run run) {
    return run.exits(0).out().lines().filter(line -> !line.isBlank()).toList();
  }

  /** Processes of the world whose state is in that folder that run a program. */
  static List<ProcessHandle> processes(Home home, String program) {
    return processes(home.state())
        .filter(process -> process.info().command().orElse("").endsWith("/" + program))
        .toList();
  }

  /** Processes that have the home folder in their environment or command line. */
  private static Stream<ProcessHandle> processes(Path state) {
    var home = state.getParent().getParent().getParent().toString();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(
            process -> {
              var directory = Path.of("/proc", Long.toString(process.pid()));
              return read(directory.resolve("environ")).contains(home)
                  || read(directory.resolve("cmdline")).contains(home);
            });
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // ended between the listing and the reading, or another user's
    }
  }
}
