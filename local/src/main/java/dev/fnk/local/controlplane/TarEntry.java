package dev.fnk.local.controlplane;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes one file out of a tar stream (ustar: 512-byte headers, octal sizes, padded contents). */
final class TarEntry {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_LENGTH = 12;

  private TarEntry() {}

  /**
   * Writes the entry of this exact name to {@code file}.
   *
   * @throws IOException there is none, or the archive is not whole
   */
  static void extract(InputStream tar, String name, Path file) throws IOException {
    for (byte[] header = tar.readNBytes(BLOCK);
        header.length == BLOCK && header[0] != 0;
        header = tar.readNBytes(BLOCK)) {
      long size = Long.parseLong(field(header, SIZE_OFFSET, SIZE_LENGTH).strip(), 8);
      if (field(header, 0, NAME_LENGTH).equals(name)) {
        try (OutputStream out = Files.newOutputStream(file)) {
          copy(tar, out, size);
        }
        return;
      }
      tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
    }
    throw new IOException("the archive has no " + name);
  }

  private static void copy(InputStream in, OutputStream out, long size) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = size;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("the archive ends in the middle of a file");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static String field(byte[] header, int offset, int length) {
    String whole = new String(header, offset, length, StandardCharsets.US_ASCII);
    int end = whole.indexOf('\0');
    return end < 0 ? whole : whole.substring(0, end);
  }
}
