package dev.fnk.local.account;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unique ids as IAM gives them: a prefix that tells the kind, then letters and digits in upper
 * case, 21 in all. Moto has such ids for roles only. Source: "Understanding unique ID prefixes" of
 * the IAM user guide.
 */
final class IamIds {
  private static final int LENGTH = 21;
  private static final Map<String, String> PREFIXES =
      Map.of(
          "UserId", "AIDA",
          "RoleId", "AROA",
          "GroupId", "AGPA",
          "InstanceProfileId", "AIPA",
          "PolicyId", "ANPA");
  private static final Pattern ELEMENT =
      Pattern.compile("<(UserId|RoleId|GroupId|InstanceProfileId|PolicyId)>([^<:]+)</\\1>");

  private IamIds() {}

  /** An answer of IAM's, its ids in IAM's form. Equal ids stay equal. */
  static byte[] inForm(byte[] answer) {
    Matcher ids = ELEMENT.matcher(new String(answer, StandardCharsets.UTF_8));
    return ids.replaceAll(
            id -> "<%1$s>%2$s</%1$s>".formatted(id.group(1), id(id.group(1), id.group(2))))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param element name of the element that holds it, such as {@code UserId}
   */
  static String id(String element, String raw) {
    String prefix = PREFIXES.getOrDefault(element, "");
    String upper = raw.toUpperCase(Locale.ROOT);
    if (upper.startsWith(prefix) && upper.length() == LENGTH) {
      return upper;
    }
    String rest = upper.length() == LENGTH ? upper.substring(prefix.length()) : upper;
    String padded = rest + "0".repeat(Math.max(0, LENGTH - prefix.length() - rest.length()));
    return prefix + padded.substring(0, LENGTH - prefix.length());
  }
}
