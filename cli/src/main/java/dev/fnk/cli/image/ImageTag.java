package dev.fnk.cli.image;

import java.util.Optional;

/**
 * The tag of an image that fnk made.
 *
 * @param prefix what the tags of the same content on any base begin with
 * @param text the whole tag; empty: it cannot be told, nobody answers for the base
 */
public record ImageTag(String prefix, Optional<String> text) {
  /** What the tags of fnk's images begin with, and nobody else's. */
  public static final String PREFIX = "fnk-";

  private static final String AGENT = PREFIX + "agent-";
  private static final int BASE_DIGITS = 12;

  /**
   * Such as {@code fnk-0123456789abcdef-0123456789ab}.
   *
   * @param content hash of what is laid on the base
   * @param base digest of the base; empty: it cannot be told
   */
  static ImageTag onBase(String content, Optional<String> base) {
    String prefix = PREFIX + content + "-";
    return new ImageTag(prefix, base.map(digest -> prefix + digits(digest)));
  }

  /**
   * Such as {@code fnk-agent-0123456789abcdef}.
   *
   * @param content hash of all that is in it
   */
  static ImageTag ofAgent(String content) {
    return new ImageTag(AGENT + content, Optional.of(AGENT + content));
  }

  private static String digits(String digest) {
    String hex = digest.substring(digest.indexOf(':') + 1);
    return hex.substring(0, Math.min(BASE_DIGITS, hex.length()));
  }

  /** Whether a tag is of an image that fnk made; fnk 0.1.0 wrote the hash alone. */
  public static boolean isOurs(String tag) {
    return tag.startsWith(PREFIX) || tag.matches("[0-9a-f]{16}");
  }

  /** Whether a tag is of an image of this kind; those on a base have repositories of their own. */
  public static boolean isOf(ImageKind kind, String tag) {
    return isOurs(tag) && tag.startsWith(AGENT) == kind.ofAgent();
  }
}
