package dev.fnk.cli.image;

import java.util.Optional;

/**
 * The tag of an image that fnk made.
 *
 * @param content hash of what is laid on the base
 * @param base digest of the base; empty: it cannot be told, nobody answers for it
 */
public record ImageTag(String content, Optional<String> base) {
  /** What the tags of fnk's images begin with, and nobody else's. */
  public static final String PREFIX = "fnk-";

  private static final int BASE_DIGITS = 12;

  /** What the tags of the same content on any base begin with. */
  public String prefix() {
    return PREFIX + content + "-";
  }

  /**
   * The whole tag, such as {@code fnk-0123456789abcdef-0123456789ab}.
   *
   * @throws java.util.NoSuchElementException the base cannot be told
   */
  public String text() {
    String digest = base.orElseThrow();
    String hex = digest.substring(digest.indexOf(':') + 1);
    return prefix() + hex.substring(0, Math.min(BASE_DIGITS, hex.length()));
  }

  /** Whether a tag is of an image that fnk made; fnk 0.1.0 wrote the hash alone. */
  public static boolean isOurs(String tag) {
    return tag.startsWith(PREFIX) || tag.matches("[0-9a-f]{16}");
  }
}
