package dev.fnk.local.ecr;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A content digest.
 *
 * @param hex 64 lower-case hexadecimal digits of the SHA-256
 */
record Digest(String hex) {
  private static final Pattern FORM = Pattern.compile("sha256:([0-9a-f]{64})");

  /** Reads {@code sha256:...}; empty when it is another text or algorithm. */
  static Optional<Digest> parse(String text) {
    return Optional.of(FORM.matcher(text))
        .filter(java.util.regex.Matcher::matches)
        .map(found -> new Digest(found.group(1)));
  }

  static Digest of(byte[] content) {
    return new Digest(HexFormat.of().formatHex(sha256().digest(content)));
  }

  static Digest of(InputStream content) throws IOException {
    MessageDigest sha256 = sha256();
    content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }

  @Override
  public String toString() {
    return "sha256:" + hex;
  }
}
