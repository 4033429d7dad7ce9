package dev.fnk.local.lab;

import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.process.ChildProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a dead local world can leave behind: processes, containers, networks, files. */
final class Remains {
  /** Logs tell why a world died, the lock is held by who clears: both stay. */
  private static final Set<String> KEPT =
      Set.of("gateway.log", "moto.log", "logs", "start.lock", "processes", "requests.jsonl");

  private final LocalPaths paths;

  Remains(LocalPaths paths) {
    this.paths = paths;
  }

  /**
   * Clears them; the world must not be running.
   *
   * @param progress takes one line for each kind that was found
   */
  void clear(Consumer<String> progress) throws IOException {
    paths.createState();
    try (ChildProcesses processes = new ChildProcesses(paths.state())) {
      List<String> ended = processes.clearRemains();
      if (!ended.isEmpty()) {
        progress.accept("ended processes of an earlier local lab: " + String.join(", ", ended));
      }
    }
    try (Engine engine = Engine.connect(paths.state().toString())) {
      engine.clearRemains();
    } catch (EngineException e) {
      progress.accept("containers and networks were not looked at: " + e.message());
    }
    clearFiles();
  }

  private void clearFiles() throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(paths.state())) {
      entries = listed.filter(path -> !KEPT.contains(String.valueOf(path.getFileName()))).toList();
    }
    for (Path entry : entries) {
      try (Stream<Path> tree = Files.walk(entry)) {
        tree.sorted(Comparator.reverseOrder()).forEach(Remains::delete);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
