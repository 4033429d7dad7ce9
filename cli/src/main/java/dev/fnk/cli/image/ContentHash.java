package dev.fnk.cli.image;

import dev.fnk.cli.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A hash over texts and files; equal content gives an equal hash, wherever the files lie. */
final class ContentHash {
  private static final int TAG_LENGTH = 16;
  private final Sha256 digest = new Sha256();

  ContentHash add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] length = (bytes.length + ":").getBytes(StandardCharsets.UTF_8);
    digest.update(length, length.length);
    digest.update(bytes, bytes.length);
    return this;
  }

  /** Adds names and contents of files, folders with all below them. */
  ContentHash add(List<Path> paths) {
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        below(path).forEach(file -> addFile(path.relativize(file).toString(), file));
      } else {
        addFile(path.getFileName().toString(), path);
      }
    }
    return this;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void addFile(String name, Path file) {
    add(name);
    try (InputStream in = Files.newInputStream(file)) {
      add(Long.toString(Files.size(file)));
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, read);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** As an image tag: the first 16 hexadecimal digits. */
  String tag() {
    return digest.hex().substring(0, TAG_LENGTH);
  }
}
