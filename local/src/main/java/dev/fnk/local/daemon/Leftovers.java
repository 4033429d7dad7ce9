package dev.fnk.local.daemon;

import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.engine.EngineImages;
import dev.fnk.local.engine.EngineLeftovers;
import dev.fnk.local.engine.PauseImage;
import dev.fnk.local.process.ChildProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a dead local world can leave behind: processes, containers, networks, images, files. */
final class Leftovers {
  /** Says that the last time something could not be removed. */
  private static final String UNFINISHED = "unfinished";

  /** Logs tell why a world died, the lock is held by who clears: both stay. */
  private static final Set<String> KEPT =
      Set.of(
          "gateway.log",
          "moto.log",
          "logs",
          "start.lock",
          "processes",
          "requests.jsonl",
          "pulled-images",
          UNFINISHED);

  private final LocalPaths paths;
  private final Duration patience;

  Leftovers(LocalPaths paths) {
    this(paths, EngineLeftovers.PATIENCE);
  }

  /**
   * @param patience how long to go on while nothing goes away
   */
  Leftovers(LocalPaths paths, Duration patience) {
    this.paths = paths;
    this.patience = patience;
  }

  /**
   * What came of it.
   *
   * @param images references of images that were removed
   * @param left what is still there, each with its kind, its name and the reason
   */
  record Cleared(List<String> images, List<String> left) {
    Cleared {
      images = List.copyOf(images);
      left = List.copyOf(left);
    }
  }

  /**
   * Clears them; the world must not be running. What cannot be removed does not hold up the rest.
   *
   * @param downloads whether images that are not the world's own go, too, if it had them pulled
   * @param progress takes one line for each kind that was found
   */
  Cleared clear(boolean downloads, Consumer<String> progress) throws IOException {
    paths.createState();
    List<String> left = new ArrayList<>();
    left.addAll(processes(progress));
    Cleared engine = engine(downloads, progress);
    left.addAll(engine.left());
    left.addAll(files());
    remember(left);
    return new Cleared(engine.images(), left);
  }

  /** Notes what may be left, for whoever clears next. */
  void remember(List<String> left) throws IOException {
    Path unfinished = paths.state().resolve(UNFINISHED);
    if (left.isEmpty()) {
      Files.deleteIfExists(unfinished);
    } else {
      Files.write(unfinished, left);
    }
  }

  private List<String> processes(Consumer<String> progress) throws IOException {
    try (ChildProcesses processes = new ChildProcesses(paths.state())) {
      List<String> ended = processes.clearLeftovers();
      if (!ended.isEmpty()) {
        progress.accept("ended processes of an earlier local lab: " + String.join(", ", ended));
      }
      return List.of();
    } catch (IllegalStateException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private Cleared engine(boolean downloads, Consumer<String> progress) {
    try (Engine engine = Engine.connect(paths.state().toString(), paths.pulledImages())) {
      engine.requireReachable();
      List<String> left = new ArrayList<>(engine.leftovers().clear(patience, progress));
      EngineImages.Removed images =
          engine.images().removePulled(reference -> downloads || LocalPaths.isOwnImage(reference));
      left.addAll(images.left());
      List<String> removed = new ArrayList<>(images.references());
      PauseImage.remove(engine).ifPresent(removed::add);
      return new Cleared(removed, left);
    } catch (EngineException e) {
      return new Cleared(List.of(), unseen(e));
    }
  }

  /** Where no world ever was, an engine that does not answer holds nothing of it. */
  private List<String> unseen(EngineException e) {
    boolean traces =
        Files.exists(paths.stateFile()) || Files.exists(paths.state().resolve(UNFINISHED));
    return traces
        ? List.of("containers and networks, if there are any: " + e.message())
        : List.of();
  }

  private List<String> files() throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(paths.state())) {
      entries = listed.filter(path -> !KEPT.contains(String.valueOf(path.getFileName()))).toList();
    }
    List<String> left = new ArrayList<>();
    for (Path entry : entries) {
      try (Stream<Path> tree = Files.walk(entry)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        left.add("folder or file " + entry + ": " + e.getMessage());
      }
    }
    return left;
  }
}
