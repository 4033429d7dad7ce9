package dev.fnk.cli.kubeconfig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The kubeconfig that kubectl would use: a file of {@code KUBECONFIG}, else {@code ~/.kube/config}.
 * Written whole or not at all, with mode 0600, under kubectl's own lock ({@code FILE.lock}).
 */
public final class KubeconfigFile {
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(20);

  /** Nobody needs a kubeconfig for so long: the program that took an older lock was killed. */
  private static final Duration LOCK_LIFE = Duration.ofSeconds(5);

  private final List<Path> files;

  private KubeconfigFile(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * @param environment for KUBECONFIG, a list as in PATH
   */
  public static KubeconfigFile of(Map<String, String> environment, Path home) {
    var files =
        Arrays.stream(environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator, -1))
            .filter(f -> !f.isBlank())
            .map(Path::of)
            .distinct()
            .toList();
    return new KubeconfigFile(
        files.isEmpty() ? List.of(home.resolve(".kube").resolve("config")) : files);
  }

  /** The file that holds an entry; where it would be put, if none does. */
  public Path file(String name) {
    return files.stream().filter(f -> read(f).names(name)).findFirst().orElseGet(this::first);
  }

  /** As kubectl: the first that exists, else the last of the list. */
  private Path first() {
    return files.stream().filter(Files::exists).findFirst().orElseGet(files::getLast);
  }

  /** Whether any part of an entry is there. */
  public boolean names(String name) {
    return files.stream().anyMatch(f -> read(f).names(name));
  }

  /** Whether an entry is there as wanted. */
  public boolean has(KubeconfigEntry entry) {
    return read(file(entry.name())).has(entry);
  }

  /**
   * Puts an entry and makes it the current context.
   *
   * @return the context that was current before, if it was another
   */
  public Optional<String> put(KubeconfigEntry entry) {
    var before = files.stream().flatMap(f -> read(f).current().stream()).findFirst();
    change(
        file(entry.name()),
        document -> {
          document.put(entry);
          return true;
        });
    // kubectl takes the first file's word for the current context, so it is changed where it
    // stands.
    var current =
        files.stream()
            .filter(f -> read(f).current().isPresent())
            .findFirst()
            .orElseGet(this::first);
    change(
        current,
        document -> {
          document.current(entry.name());
          return true;
        });
    return before.filter(b -> !b.equals(entry.name()));
  }

  /** Removes an entry from every file that has it. */
  public void remove(String name) {
    for (var file : files) {
      if (Files.exists(file)) {
        change(
            file,
            document -> {
              var there =
                  document.names(name) || document.current().filter(name::equals).isPresent();
              document.remove(name);
              return there;
            });
      }
    }
  }

  private static KubeconfigDocument read(Path file) {
    try {
      return KubeconfigDocument.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return KubeconfigDocument.parse("");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(unusable(file, "read", e), e);
    }
  }

  private static String unusable(Path file, String verb, IOException e) {
    return "kubeconfig %s cannot be %s: %s".formatted(file, verb, e);
  }

  /** Changes a document; tells whether it changed. */
  @FunctionalInterface
  private interface Change {
    boolean apply(KubeconfigDocument document);
  }

  private static void change(Path file, Change change) {
    try {
      var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      var folder = target.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      var lock = lock(target);
      try {
        var document = read(target);
        if (change.apply(document)) {
          write(target, document.text());
        }
      } finally {
        Files.deleteIfExists(lock);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(unusable(file, "written", e), e);
    }
  }

  private static Path lock(Path target) throws IOException {
    var lock = target.resolveSibling(target.getFileName() + ".lock");
    var end = System.nanoTime() + LOCK_PATIENCE.toNanos();
    for (; ; ) {
      try {
        return Files.createFile(lock);
      } catch (FileAlreadyExistsException e) {
        if (abandoned(lock)) {
          Files.deleteIfExists(lock);
          continue;
        }
        if (System.nanoTime() > end) {
          throw new IOException(
              "another program holds %s; remove it if none runs".formatted(lock), e);
        }
        pause();
      }
    }
  }

  private static boolean abandoned(Path lock) throws IOException {
    try {
      return Files.getLastModifiedTime(lock).toInstant().isBefore(Instant.now().minus(LOCK_LIFE));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(50));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the kubeconfig's lock");
    }
  }

  private static void write(Path target, String text) throws IOException {
    var folder = target.getParent();
    var temporary =
        Files.createTempFile(
            folder == null ? Path.of(".") : folder,
            ".kubeconfig",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(temporary, text);
      try {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
