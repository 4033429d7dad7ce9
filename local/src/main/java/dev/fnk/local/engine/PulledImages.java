package dev.fnk.local.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which images a world had the engine pull that it did not have before: a reference a line. Images
 * carry no label of the world, and those that were there before are somebody else's.
 */
final class PulledImages {
  private final Path file;

  PulledImages(Path file) {
    this.file = file;
  }

  /** The references, the first pulled first. */
  synchronized Set<String> all() {
    try {
      return Files.exists(file) ? new LinkedHashSet<>(Files.readAllLines(file)) : Set.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  synchronized void add(String reference) {
    if (all().contains(reference)) {
      return;
    }
    try {
      Files.writeString(
          file, reference + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  synchronized void keepOnly(List<String> references) {
    try {
      if (references.isEmpty()) {
        Files.deleteIfExists(file);
        return;
      }
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, references);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
