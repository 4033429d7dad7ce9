package dev.fnk.local.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Writes a ustar archive of regular files. */
final class TarArchive {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * Adds a file of user and group 0.
   *
   * @param name at most 100 characters
   */
  TarArchive file(String name, int mode, byte[] content) {
    byte[] header = new byte[BLOCK];
    field(header, 0, name);
    field(header, 100, String.format(Locale.ROOT, "%07o", mode));
    field(header, 108, "0000000");
    field(header, 116, "0000000");
    field(header, 124, String.format(Locale.ROOT, "%011o", content.length));
    field(header, 136, "00000000000");
    header[156] = '0';
    field(header, 257, "ustar");
    field(header, 263, "00");
    // The sum counts its own field as blanks.
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte octet : header) {
      sum += octet & 0xFF;
    }
    field(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[Math.floorMod(-content.length, BLOCK)]);
    return this;
  }

  /** The archive with its end. */
  byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.writeBytes(new byte[2 * BLOCK]);
    return whole.toByteArray();
  }

  private static void field(byte[] header, int offset, String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octets, 0, header, offset, octets.length);
  }
}
