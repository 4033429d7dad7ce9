package dev.fnk.cli.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 range.
 *
 * @param base first address, as a number
 * @param prefix length of the network part, 0 to 32
 */
public record Cidr(long base, int prefix) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /**
   * The range of a text that is known to be one.
   *
   * @throws IllegalArgumentException it is none
   */
  public static Cidr of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no IPv4 range: " + text));
  }

  /** The range; empty when the text is none, or has bits set beyond its prefix. */
  public static Optional<Cidr> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long base = 0;
    for (int group = 1; group <= 4; group++) {
      int octet = Integer.parseInt(matcher.group(group));
      if (octet > 255) {
        return Optional.empty();
      }
      base = base << 8 | octet;
    }
    int prefix = Integer.parseInt(matcher.group(5));
    if (prefix > 32 || (base & ((1L << (32 - prefix)) - 1)) != 0) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(base, prefix));
  }

  /** Such as {@code 10.0.0.0/16}. */
  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(base >> 24 & 255, base >> 16 & 255, base >> 8 & 255, base & 255, prefix);
  }
}
