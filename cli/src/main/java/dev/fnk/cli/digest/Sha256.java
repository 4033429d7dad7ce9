package dev.fnk.cli.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), in lower-case hex. */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** 64 digits. */
  public static String hex(byte[] content) {
    var hash = new Sha256();
    hash.update(content, content.length);
    return hash.hex();
  }

  /** Of the text in UTF-8. */
  public static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Takes more content.
   *
   * @param length how many bytes of the buffer count
   */
  public void update(byte[] buffer, int length) {
    digest.update(buffer, 0, length);
  }

  /** Of all that it took, which it then forgets; 64 digits. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
