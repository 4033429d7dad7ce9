package dev.fnk.cli.kubeconfig;

import dev.fnk.cli.config.YamlText;
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
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The kubeconfig that kubectl would use: the files of {@code KUBECONFIG}, else {@code
 * ~/.kube/config}. Each is written whole or not at all, with mode 0600, under kubectl's own lock
 * ({@code FILE.lock}). Methods throw {@link dev.fnk.cli.config.ConfigException} where a file cannot
 * be read as a kubeconfig.
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
    return holder(d -> d.hasCluster(name))
        .or(() -> holder(d -> d.hasUser(name)))
        .or(() -> holder(d -> !d.contextsInto(name).isEmpty()))
        .orElseGet(this::first);
  }

  /** The first file that holds something, which is the one that kubectl goes by. */
  private Optional<Path> holder(Predicate<KubeconfigDocument> holds) {
    return files.stream().filter(f -> holds.test(read(f))).findFirst();
  }

  /** As kubectl: the first that exists, else the last of the list. */
  private Path first() {
    return files.stream().filter(Files::exists).findFirst().orElseGet(files::getLast);
  }

  /** Whether any part of an entry is there, or a context that leads to it. */
  public boolean names(String name) {
    return holder(d -> d.hasCluster(name) || d.hasUser(name) || !d.contextsInto(name).isEmpty())
        .isPresent();
  }

  /** Whether an entry is there as wanted, whatever its context is called and keeps besides. */
  public boolean has(KubeconfigEntry entry) {
    var name = entry.name();
    return holder(d -> d.hasCluster(name)).filter(f -> read(f).clusterIs(entry)).isPresent()
        && holder(d -> d.hasUser(name)).filter(f -> read(f).userIs(entry)).isPresent()
        && holder(d -> !d.contextsOf(name).isEmpty()).isPresent();
  }

  /** The name of an entry's context: the current one, if there are several; else its own name. */
  public String context(String name) {
    var all = files.stream().flatMap(f -> read(f).contextsOf(name).stream()).distinct().toList();
    return current().filter(all::contains).or(() -> all.stream().findFirst()).orElse(name);
  }

  private Optional<String> current() {
    return files.stream().flatMap(f -> read(f).current().stream()).findFirst();
  }

  /**
   * Puts an entry and makes its context the current one.
   *
   * @return the context that was current before, if it was another
   */
  public Optional<String> put(KubeconfigEntry entry) {
    var name = entry.name();
    var context = context(name);
    var home = file(name);
    var before = current();
    change(holder(d -> d.hasCluster(name)).orElse(home), d -> putting(d::putCluster, entry));
    change(holder(d -> d.hasUser(name)).orElse(home), d -> putting(d::putUser, entry));
    change(
        holder(d -> d.hasContext(context)).orElse(home),
        d -> putting(e -> d.putContext(context, e), entry));
    // kubectl takes the first file's word for the current context, so it is changed where it
    // stands.
    var current = holder(d -> d.current().isPresent()).orElseGet(this::first);
    change(
        current,
        document -> {
          document.current(context);
          return true;
        });
    return before.filter(b -> !b.equals(context));
  }

  private static boolean putting(Consumer<KubeconfigEntry> put, KubeconfigEntry entry) {
    put.accept(entry);
    return true;
  }

  /**
   * Removes an entry from every file that has a part of it, with every context that would lead
   * nowhere without it.
   */
  public void remove(String name) {
    var into = files.stream().flatMap(f -> read(f).contextsInto(name).stream()).distinct().toList();
    for (var file : files) {
      if (Files.exists(file)) {
        change(file, document -> document.remove(name, into));
      }
    }
  }

  private static KubeconfigDocument read(Path file) {
    var yaml = new YamlText("kubeconfig " + file, "mend it, or set KUBECONFIG to another file");
    return KubeconfigDocument.parse(Files.exists(file) ? yaml.read(file) : "", yaml);
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
      throw new UncheckedIOException("kubeconfig %s cannot be written: %s".formatted(file, e), e);
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
