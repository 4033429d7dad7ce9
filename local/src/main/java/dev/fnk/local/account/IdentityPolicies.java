package dev.fnk.local.account;

import dev.fnk.local.aws.Caller;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.RequestContext;
import java.util.List;
import java.util.Map;

/** What a caller's own policies allow. */
public interface IdentityPolicies {
  /** Whether the caller is the account's administrator, whom nothing is refused. */
  boolean isAdministrator(Caller caller);

  /** What the caller's identity policies say. */
  Decision decide(Caller caller, RequestContext context);

  /** ARN of the user or role behind a caller: a session's role. */
  String identityArn(Caller caller);

  /** The condition keys that tell about the caller, such as {@code aws:PrincipalArn}. */
  Map<String, List<String>> keys(Caller caller);
}
