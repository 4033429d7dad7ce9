package dev.fnk.local.access;

import dev.fnk.local.account.IdentityPolicies;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsProtocol;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.gateway.Authorizer;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.RequestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.arns.Arn;

/** Refuses what the caller's identity policies do not allow, in AWS's words. */
public final class PolicyAuthorizer implements Authorizer {
  /** The tags of a resource of a region, by its ARN; empty when it is not known. */
  public interface ResourceTags {
    Map<String, String> of(String region, String arn);
  }

  private final IdentityPolicies policies;
  private final Map<String, Permissions> declared;
  private final ResourceTags tags;

  /**
   * @param declared the permissions of services that declare their own, by signing name
   */
  public PolicyAuthorizer(
      IdentityPolicies policies, Map<String, Permissions> declared, ResourceTags tags) {
    this.policies = policies;
    this.declared = Map.copyOf(declared);
    this.tags = tags;
  }

  @Override
  public void authorize(AwsRequest request) {
    if (policies.isAdministrator(request.caller())) {
      return;
    }
    for (RequiredPermission permission : RequiredPermissions.of(request, declared)) {
      Decision decision = decide(request.caller(), request.region(), permission);
      if (decision != Decision.ALLOW) {
        throw refusal(request, permission, decision);
      }
    }
  }

  /**
   * Checks one permission of a call that is not signed, such as a pull from the registry.
   *
   * @throws AwsError when it is refused
   */
  public void check(Caller caller, String region, String action, String resource) {
    if (!policies.isAdministrator(caller)) {
      RequiredPermission permission = RequiredPermission.of(action, resource);
      Decision decision = decide(caller, region, permission);
      if (decision != Decision.ALLOW) {
        throw new AwsError(403, "AccessDeniedException", message(caller, permission, decision));
      }
    }
  }

  private Decision decide(Caller caller, String region, RequiredPermission permission) {
    Map<String, List<String>> keys = new HashMap<>(policies.keys(caller));
    keys.put("aws:RequestedRegion", List.of(region));
    keys.put("aws:SecureTransport", List.of("false"));
    Arn.tryFromString(permission.resource())
        .ifPresent(
            arn ->
                tags.of(region, permission.resource())
                    .forEach(
                        (name, value) -> {
                          keys.put("aws:ResourceTag/" + name, List.of(value));
                          keys.put(arn.service() + ":ResourceTag/" + name, List.of(value));
                        }));
    keys.putAll(permission.keys());
    return policies.decide(
        caller, new RequestContext(permission.action(), permission.resource(), keys));
  }

  private static AwsError refusal(
      AwsRequest request, RequiredPermission permission, Decision decision) {
    String text = message(request.caller(), permission, decision);
    return switch (AwsProtocol.of(request.service(), request.headers(), request.query())) {
      case EC2 ->
          new AwsError(
              403,
              "UnauthorizedOperation",
              "You are not authorized to perform this operation. " + text);
      case QUERY, REST_XML -> new AwsError(403, "AccessDenied", text);
      case JSON -> new AwsError(400, "AccessDeniedException", text);
      case REST_JSON -> new AwsError(403, "AccessDeniedException", text);
    };
  }

  private static String message(Caller caller, RequiredPermission permission, Decision decision) {
    String why =
        decision == Decision.EXPLICIT_DENY
            ? " with an explicit deny in an identity-based policy"
            : " because no identity-based policy allows the " + permission.action() + " action";
    String resource =
        permission.resource().isEmpty() ? "" : " on resource: " + permission.resource();
    return "User: "
        + caller.arn()
        + " is not authorized to perform: "
        + permission.action()
        + resource
        + why;
  }
}
