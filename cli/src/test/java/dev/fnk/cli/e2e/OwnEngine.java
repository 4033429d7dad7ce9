package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A container engine beside the machine's, that a test may end and start again. Needs root. */
final class OwnEngine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String BRIDGE_ADDRESS = "10.187.255.1/24";

  private final Path folder;

  /**
   * Of its own, made before it: an engine told to have no bridge deletes the machine's docker0, and
   * one told nothing takes it over. At most 15 characters.
   */
  private final String bridge = "fnk-e2e" + ProcessHandle.current().pid();

  private final List<String> passing = new ArrayList<>();
  private @Nullable Process process;

  OwnEngine() {
    try {
      // Not below a home folder: its socket's path has to be short.
      folder = Files.createTempDirectory("fnk-engine-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets containers of a network reach each other: an engine forbids what it does not know, and
   * this one, beside the machine's, makes no rules.
   */
  OwnEngine passing(String cidr) {
    iptables("--insert", cidr);
    passing.add(cidr);
    return this;
  }

  private static void iptables(String what, String cidr) {
    run(
        List.of(
            "iptables",
            "-w",
            what,
            "FORWARD",
            "-s",
            cidr,
            "-d",
            cidr,
            "-j",
            "ACCEPT",
            "-m",
            "comment",
            "--comment",
            "fnk-e2e"));
  }

  /** For DOCKER_HOST. */
  String host() {
    return "unix://" + folder.resolve("docker.sock");
  }

  void start() {
    if (!Files.exists(Path.of("/sys/class/net", bridge))) {
      ip("link", "add", "name", bridge, "type", "bridge");
      ip("address", "add", BRIDGE_ADDRESS, "dev", bridge);
    }
    try {
      process =
          new ProcessBuilder(
                  List.of(
                      "dockerd",
                      "--host=" + host(),
                      "--data-root=" + folder.resolve("data"),
                      "--exec-root=" + folder.resolve("exec"),
                      "--pidfile=" + folder.resolve("pid"),
                      "--ip=127.0.0.1",
                      "--bridge=" + bridge,
                      // The machine's engine keeps its own rules.
                      "--iptables=false",
                      "--ip6tables=false"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("the engine answers", PATIENCE, this::answers);
  }

  private boolean answers() {
    try {
      return new ProcessBuilder("docker", "--host", host(), "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static void ip(String... arguments) {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) {
    try {
      var run = new ProcessBuilder(command).inheritIO().start();
      assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitValue()).as(String.join(" ", command)).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private File log() {
    return folder.resolve("log").toFile();
  }

  /** Ends it as a person or a package's update does: its containers end, too. */
  void stop() {
    var running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    process = null;
  }

  /** An engine that ends while a container does leaves the shim of that container behind. */
  private void endShims() {
    var shims =
        ProcessHandle.allProcesses()
            .filter(p -> commandLine(p).contains(folder + "/exec/containerd"))
            .toList();
    shims.forEach(ProcessHandle::destroyForcibly);
    Await.until(
        "no shim is left", PATIENCE, () -> shims.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }

  @Override
  public void close() {
    stop();
    endShims();
    passing.forEach(cidr -> iptables("--delete", cidr));
    if (Files.exists(Path.of("/sys/class/net", bridge))) {
      ip("link", "delete", bridge);
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
