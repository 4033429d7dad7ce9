package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    all.addAll(processes(home.state()));
    return all;
  }

  static void none(Home home) {
    assertThat(of(home)).as("left on the machine").isEmpty();
  }

  private static List<String> lines(Run run) {
    return run.exits(0).out().lines().filter(line -> !line.isBlank()).toList();
  }

  /** Processes that have the state folder in their environment or command line. */
  private static List<String> processes(Path state) {
    var found = new ArrayList<String>();
    var home = state.getParent().getParent().getParent().toString();
    for (var process : ProcessHandle.allProcesses().toList()) {
      var directory = Path.of("/proc", Long.toString(process.pid()));
      var about = read(directory.resolve("environ")) + read(directory.resolve("cmdline"));
      if (process.pid() != ProcessHandle.current().pid() && about.contains(home)) {
        found.add("process " + process.pid() + " " + process.info().commandLine().orElse("?"));
      }
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // ended between the listing and the reading, or another user's
    }
  }
}
