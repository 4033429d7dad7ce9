package dev.fnk.kubelet.sts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IAM role. Its path is left out: within an account, names are unique without it, and the ARN of
 * a session has none.
 */
public record Role(String partition, String account, String name) {
  private static final Pattern ARN =
      Pattern.compile("arn:([^:]+):iam::(\\d{12}):role/(?:[^:]*/)?([^:/]+)");

  /**
   * Reads {@code arn:PARTITION:iam::ACCOUNT:role/PATH/NAME}.
   *
   * @throws IllegalArgumentException it is not one
   */
  public static Role parse(String arn) {
    Matcher matcher = ARN.matcher(arn);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not the ARN of a role: " + arn);
    }
    return new Role(matcher.group(1), matcher.group(2), matcher.group(3));
  }
}
