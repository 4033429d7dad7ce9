package dev.fnk.cli.resource.iam;

import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** How one role is read and removed. */
record RoleCalls(IamClient iam, String name) {

  Optional<Role> read() {
    try {
      return Optional.of(iam.getRole(r -> r.roleName(name)).role());
    } catch (NoSuchEntityException e) {
      return Optional.empty();
    }
  }

  static Map<String, String> tags(Role role) {
    var tags = new HashMap<String, String>();
    for (Tag tag : role.tags()) {
      tags.put(tag.key(), tag.value());
    }
    return tags;
  }

  /** Names of its own (inline) policies and their documents, JSON. */
  Map<String, String> inline() {
    var documents = new HashMap<String, String>();
    for (var policy : iam.listRolePoliciesPaginator(r -> r.roleName(name)).policyNames()) {
      var document = iam.getRolePolicy(r -> r.roleName(name).policyName(policy)).policyDocument();
      documents.put(policy, decoded(document));
    }
    return documents;
  }

  /** ARNs of the managed policies attached to it. */
  Set<String> attached() {
    var arns = new TreeSet<String>();
    iam.listAttachedRolePoliciesPaginator(r -> r.roleName(name)).attachedPolicies().stream()
        .map(AttachedPolicy::policyArn)
        .forEach(arns::add);
    return arns;
  }

  /** IAM answers documents percent-encoded (RFC 3986). */
  static String decoded(String document) {
    return URLDecoder.decode(document.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * Removes the role. Managed policies that others attached are detached and stay what they are; a
   * policy that others wrote into the role would be lost with it, and stands in the way.
   *
   * @param inline names of the policies in it that fnk wrote
   * @param attached ARNs of those that fnk attached
   * @throws ResourceException there are policies of others in it
   */
  void delete(Set<String> inline, Set<String> attached, ResourceContext context) {
    try {
      var others = new TreeSet<>(inline().keySet());
      others.removeAll(inline);
      if (!others.isEmpty()) {
        throw new ResourceException(
            "others wrote policies into it: " + String.join(", ", others),
            "aws iam delete-role-policy --role-name %s --policy-name %s, then fnk teardown"
                .formatted(name, others.first()));
      }
      for (var arn : attached()) {
        if (!attached.contains(arn)) {
          context.notice("role %s: detaching %s, which others attached".formatted(name, arn));
        }
        gone(() -> iam.detachRolePolicy(r -> r.roleName(name).policyArn(arn)));
      }
      for (var policy : inline) {
        gone(() -> iam.deleteRolePolicy(r -> r.roleName(name).policyName(policy)));
      }
    } catch (NoSuchEntityException e) {
      return; // what was asked for
    }
    // IAM may still see the policies that it has just taken away.
    context.retry(
        "IAM to see the role without policies",
        context.deadlines().consistency(),
        e ->
            AwsErrors.is(e, "DeleteConflict", "DeleteConflictException")
                && AwsErrors.message(e).contains("polic"),
        () -> {
          gone(() -> iam.deleteRole(r -> r.roleName(name)));
          return true;
        });
  }

  private static void gone(Runnable delete) {
    try {
      delete.run();
    } catch (NoSuchEntityException _) {
      // what was asked for
    }
  }
}
