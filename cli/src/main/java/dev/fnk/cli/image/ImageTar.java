package dev.fnk.cli.image;

import dev.fnk.cli.digest.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an image tar says of itself, in the format of {@code docker save}: {@code manifest.json}
 * names the configuration, which names the architecture and the layers by their digests.
 *
 * @param architecture such as {@code amd64}
 * @param digest {@code sha256:...} of the configuration
 */
record ImageTar(String architecture, String digest) {
  private static final int BLOCK = 512;
  private static final int MOST = 4 << 20;

  /**
   * @throws ImageException it is no such tar
   */
  static ImageTar read(Path tar) {
    try {
      JsonNode manifest = JsonMapper.shared().readTree(entry(tar, "manifest.json"::equals));
      String name = manifest.path(0).path("Config").asString("");
      byte[] config = entry(tar, name::equals);
      String architecture = JsonMapper.shared().readTree(config).path("architecture").asString("");
      return new ImageTar(architecture, "sha256:" + Sha256.hex(config));
    } catch (IOException | JacksonException | NumberFormatException unreadable) {
      throw new ImageException(
          "%s is no image tar as docker save writes it: %s".formatted(tar, unreadable.getMessage()),
          unreadable);
    }
  }

  /** The content of a file in a tar (POSIX.1-1988 header: name at 0, size in octal at 124). */
  private static byte[] entry(Path tar, Predicate<String> wanted) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(tar)) {
      while (channel.position() + BLOCK <= channel.size()) {
        byte[] header = next(channel, BLOCK);
        String name = text(header, 0, 100);
        if (name.isEmpty()) {
          break;
        }
        long size = Long.parseLong(text(header, 124, 12).strip(), 8);
        if (wanted.test(name.startsWith("./") ? name.substring(2) : name) && size <= MOST) {
          return next(channel, (int) size);
        }
        channel.position(channel.position() + (size + BLOCK - 1) / BLOCK * BLOCK);
      }
    }
    throw new IOException("a part of it is missing");
  }

  private static byte[] next(SeekableByteChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it ends in the middle");
      }
    }
    return buffer.array();
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }
}
