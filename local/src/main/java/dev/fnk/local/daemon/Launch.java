package dev.fnk.local.daemon;

import dev.fnk.local.daemon.LocalLabException.Kind;
import dev.fnk.local.daemon.StateFile.State;
import dev.fnk.local.moto.PythonEnvironment;
import dev.fnk.local.process.ChildProcesses;
import dev.fnk.local.process.MissingToolException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings the background process up: checks, clears a dead world, spawns, waits for health. */
final class Launch {
  private static final Duration UP = Duration.ofMinutes(2);
  private static final int TAIL = 15;

  private final LocalPaths paths;
  private final StateFile stateFile;
  private final ControlPlanePrograms programs;

  Launch(LocalPaths paths, StateFile stateFile, ControlPlanePrograms programs) {
    this.paths = paths;
    this.stateFile = stateFile;
    this.programs = programs;
  }

  LocalConnection start(LocalOptions options, List<String> command, Consumer<String> progress)
      throws IOException {
    // Two commands at once: the second waits, and finds the first one's local lab.
    try (LabLock _ = LabLock.take(paths, progress)) {
      Optional<State> running = stateFile.read().filter(state -> state.process().alive());
      if (running.isPresent()) {
        programs.ensure(running.get().k8sBin(), progress);
        return running.get().connection();
      }
      require(options);
      new Leftovers(paths)
          .clear(false, progress)
          .left()
          .forEach(left -> progress.accept("left of an earlier local lab: " + left));
      ensurePython(progress);
      Doctor doctor = new Doctor(paths);
      Check privilege = doctor.privilege();
      if (!privilege.ok()) {
        // Clusters work all the same; a lab needs tasks only from its third stage on.
        progress.accept(
            "%s: %s; %s".formatted(privilege.name(), privilege.detail(), privilege.remedy()));
      }
      programs.ensure(options.k8sBin(), progress);
      progress.accept("starting the local lab");
      Process process = spawn(command);
      return awaitHealth(process);
    }
  }

  private void require(LocalOptions options) {
    Doctor doctor = new Doctor(paths);
    require(Kind.UNSUPPORTED, doctor.operatingSystem());
    require(Kind.ENGINE_MISSING, doctor.engine());
    require(Kind.TOOL_MISSING, doctor.python());
    require(Kind.PORT_IN_USE, doctor.port(options.port()));
  }

  private static void require(Kind kind, Check check) {
    if (!check.ok()) {
      throw new LocalLabException(kind, check.name() + ": " + check.detail(), check.remedy());
    }
  }

  private void ensurePython(Consumer<String> progress) throws IOException {
    try {
      new PythonEnvironment(paths.cache()).ensure(progress);
    } catch (MissingToolException e) {
      throw new LocalLabException(Kind.TOOL_MISSING, String.valueOf(e.getMessage()), e.remedy(), e);
    }
  }

  private Process spawn(List<String> command) throws IOException {
    List<String> line = new ArrayList<>();
    if (Doctor.onPath("setsid")) {
      line.add("setsid"); // its own session: a closed terminal or Ctrl-C does not end it
    }
    line.addAll(command);
    Files.deleteIfExists(paths.log());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(paths.state().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(paths.log().toFile()));
    builder.environment().put(ChildProcesses.MARKER, paths.state().toString());
    return builder.start();
  }

  private LocalConnection awaitHealth(Process process) throws IOException {
    boolean up =
        LocalLab.await(
            () -> !process.isAlive() || stateFile.read().filter(this::healthy).isPresent(), UP);
    Optional<State> state = stateFile.read();
    if (up && process.isAlive() && state.isPresent()) {
      return state.get().connection();
    }
    String what =
        process.isAlive()
            ? "does not answer after " + UP.toSeconds() + " s"
            : "ended with exit code " + process.exitValue();
    if (process.isAlive()) {
      process.destroyForcibly();
    }
    throw new LocalLabException(
        Kind.FAILED,
        "the local lab's background process " + what + "; the end of its log:\n" + tail(),
        "see " + paths.log());
  }

  private boolean healthy(State state) {
    URI health = state.connection().endpoint().resolve(HealthHandler.PATH);
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      return http.send(
                  HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException _) {
      return false; // not yet: the deadline decides
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.exists(paths.log()) ? Files.readAllLines(paths.log()) : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }
}
