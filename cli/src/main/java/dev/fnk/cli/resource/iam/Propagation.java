package dev.fnk.cli.resource.iam;

import dev.fnk.cli.aws.AwsErrors;
import java.util.List;
import java.util.Locale;

/**
 * What services say of a role that IAM has not made known to them yet, or not with its policies:
 * changes take seconds to reach them (<a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency">changes
 * are not always immediately visible</a>). The same words tell of a role that is wrong for good; so
 * they are believed for a while only.
 */
public final class Propagation {
  /** Each of a sentence on a role, as EKS and ECS word them. */
  private static final List<String> WORDS =
      List.of(
          "does not exist",
          "is not valid",
          "is invalid",
          "could not be assumed",
          "unable to assume",
          "assume the role",
          "error in role params",
          "amazon eks managed policies",
          "policy must include");

  private Propagation() {}

  /** Whether a call failed of a role that may be usable soon. */
  public static boolean notYet(RuntimeException e) {
    var words = AwsErrors.message(e).toLowerCase(Locale.ROOT);
    return AwsErrors.is(
            e, "InvalidParameterException", "InvalidRequestException", "ClientException")
        && words.contains("role")
        && WORDS.stream().anyMatch(words::contains);
  }
}
