package dev.fnk.local.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What was slow to get and is kept for the next local lab. */
final class Caches {
  /** Only what fnk puts there: the folder may be one that its user named and uses otherwise. */
  private static final Pattern OWN =
      Pattern.compile("control-plane|go-\\d.*|moto-.*|moto\\.lock|base-image|jib");

  private final Path cache;

  Caches(LocalPaths paths) {
    this.cache = paths.cache();
  }

  /** What is gone, and what is left with its reason. */
  record Purged(List<Stopped.Freed> freed, List<String> left) {}

  /** Removes them, but for what a process of this machine uses. */
  Purged purge() throws IOException {
    List<Stopped.Freed> freed = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Path part : parts()) {
      Optional<Long> user = user(part);
      if (user.isPresent()) {
        left.add("cache %s: process %d uses it".formatted(part, user.get()));
        continue;
      }
      try {
        freed.add(new Stopped.Freed(String.valueOf(part.getFileName()), delete(part)));
      } catch (IOException | UncheckedIOException e) {
        left.add("cache %s: %s".formatted(part, e.getMessage()));
      }
    }
    return new Purged(freed, left);
  }

  private List<Path> parts() throws IOException {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(cache)) {
      return entries
          .filter(entry -> OWN.matcher(String.valueOf(entry.getFileName())).matches())
          .sorted()
          .toList();
    }
  }

  private static long delete(Path part) throws IOException {
    long bytes = 0;
    try (Stream<Path> tree = Files.walk(part)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          bytes += Files.size(path);
        }
        Files.deleteIfExists(path);
      }
    }
    return bytes;
  }

  /** A process whose command line names a file of it, as those of another local lab do. */
  private static Optional<Long> user(Path part) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> commandLine(process.pid()).contains(part + "/"))
        .map(ProcessHandle::pid)
        .findFirst();
  }

  private static String commandLine(long pid) {
    try {
      byte[] words = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return new String(words, StandardCharsets.UTF_8);
    } catch (IOException _) {
      return ""; // it has ended
    }
  }
}
