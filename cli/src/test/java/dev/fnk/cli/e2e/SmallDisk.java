package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system of its own, in memory, that can be full. Needs root. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 4096;

  private final Path folder;

  /**
   * @param folder made when it is not there
   * @param mebibytes its size
   */
  SmallDisk(Path folder, int mebibytes) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + mebibytes + "m", "fnk-e2e", path());
  }

  /** Leaves no room for another byte. */
  void fill() {
    try (var out =
        Files.newByteChannel(ballast(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var block = java.nio.ByteBuffer.allocate(BLOCK);
      while (true) {
        out.write(block.rewind());
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  /** Gives the room back. */
  void empty() {
    try {
      Files.delete(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  private String path() {
    return folder.toString();
  }

  @Override
  public void close() {
    run("umount", path());
  }

  private static void run(String... command) {
    try {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
          .as(String.join(" ", List.of(command)))
          .isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
