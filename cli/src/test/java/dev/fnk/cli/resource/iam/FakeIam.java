package dev.fnk.cli.resource.iam;

import dev.fnk.cli.aws.FakeAws;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** The roles of an account. */
final class FakeIam {
  final Map<String, Held> roles = new TreeMap<>();

  /** How often reads, and how often writes, do not know a role that was just made. */
  int unread;

  int unwritten;

  /** How often DeleteRole still sees the policies that were taken away. */
  int stale;

  /** One role. */
  static final class Held {
    String trust = "";
    final Map<String, String> tags = new TreeMap<>();
    final Map<String, String> inline = new TreeMap<>();
    final TreeSet<String> attached = new TreeSet<>();
  }

  Held role(String name, Map<String, String> tags) {
    var role = new Held();
    role.trust = "{}";
    role.tags.putAll(tags);
    roles.put(name, role);
    return role;
  }

  private Held find(String name) {
    var role = roles.get(name);
    if (role == null || (unread > 0 && unread-- % 2 == 0)) {
      throw FakeAws.error(NoSuchEntityException.builder(), "NoSuchEntity", "no role " + name);
    }
    return role;
  }

  FakeAws in(FakeAws fake) {
    return fake.on(
            IamClient.class,
            "getRole",
            GetRoleRequest.class,
            q -> GetRoleResponse.builder().role(described(q.roleName())).build())
        .on(
            IamClient.class,
            "createRole",
            CreateRoleRequest.class,
            q -> {
              var role = role(q.roleName(), Map.of());
              role.trust = q.assumeRolePolicyDocument();
              q.tags().forEach(t -> role.tags.put(t.key(), t.value()));
              return CreateRoleResponse.builder().build();
            })
        .on(
            IamClient.class,
            "listRolePolicies",
            ListRolePoliciesRequest.class,
            q ->
                ListRolePoliciesResponse.builder()
                    .policyNames(find(q.roleName()).inline.keySet())
                    .isTruncated(false)
                    .build())
        .on(
            IamClient.class,
            "getRolePolicy",
            GetRolePolicyRequest.class,
            q ->
                GetRolePolicyResponse.builder()
                    .policyDocument(find(q.roleName()).inline.get(q.policyName()))
                    .build())
        .on(
            IamClient.class,
            "putRolePolicy",
            PutRolePolicyRequest.class,
            q -> {
              if (unwritten-- > 0) {
                throw FakeAws.error(NoSuchEntityException.builder(), "NoSuchEntity", "not yet");
              }
              find(q.roleName()).inline.put(q.policyName(), q.policyDocument());
              return PutRolePolicyResponse.builder().build();
            })
        .on(
            IamClient.class,
            "deleteRolePolicy",
            DeleteRolePolicyRequest.class,
            q -> {
              find(q.roleName()).inline.remove(q.policyName());
              return DeleteRolePolicyResponse.builder().build();
            })
        .on(
            IamClient.class,
            "listAttachedRolePolicies",
            ListAttachedRolePoliciesRequest.class,
            q ->
                ListAttachedRolePoliciesResponse.builder()
                    .attachedPolicies(
                        find(q.roleName()).attached.stream()
                            .map(arn -> AttachedPolicy.builder().policyArn(arn).build())
                            .toList())
                    .isTruncated(false)
                    .build())
        .on(
            IamClient.class,
            "attachRolePolicy",
            AttachRolePolicyRequest.class,
            q -> {
              find(q.roleName()).attached.add(q.policyArn());
              return AttachRolePolicyResponse.builder().build();
            })
        .on(
            IamClient.class,
            "detachRolePolicy",
            DetachRolePolicyRequest.class,
            q -> {
              find(q.roleName()).attached.remove(q.policyArn());
              return DetachRolePolicyResponse.builder().build();
            })
        .on(IamClient.class, "deleteRole", DeleteRoleRequest.class, this::delete);
  }

  private Role described(String name) {
    var role = find(name);
    return Role.builder()
        .roleName(name)
        .roleId("AROAFAKE")
        .arn("arn:aws:iam::111122223333:role/" + name)
        .assumeRolePolicyDocument(role.trust)
        .tags(
            role.tags.entrySet().stream()
                .map(t -> Tag.builder().key(t.getKey()).value(t.getValue()).build())
                .toList())
        .build();
  }

  private Object delete(DeleteRoleRequest q) {
    var role = find(q.roleName());
    if (stale > 0 || !role.inline.isEmpty() || !role.attached.isEmpty()) {
      stale--;
      throw FakeAws.error(
          DeleteConflictException.builder(),
          "DeleteConflict",
          "Cannot delete entity, must detach all policies first.");
    }
    roles.remove(q.roleName());
    return DeleteRoleResponse.builder().build();
  }
}
