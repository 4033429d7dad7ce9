package dev.fnk.local.eks.protocol;

import dev.fnk.local.access.AwsScope;
import dev.fnk.local.access.RequiredPermission;
import dev.fnk.local.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One operation of the EKS API, all of it: where the service model binds it, the permissions it
 * needs, what it does.
 *
 * @param name as the service model and IAM call it, such as {@code DescribeCluster}
 * @param shape method and path, see {@link EksCall#shape}
 */
public record EksOperation(
    String name, String shape, Authorization authorization, Handler handler) {
  /** What it answers. */
  @FunctionalInterface
  public interface Handler {
    ObjectNode handle(EksCall call);
  }

  /** The permissions a call authorization. */
  @FunctionalInterface
  public interface Authorization {
    List<RequiredPermission> of(String action, EksCall call, AwsScope scope);
  }

  /** Operations on nothing in particular. */
  public static final Authorization ANYTHING =
      (action, call, scope) -> List.of(RequiredPermission.of(action, "*"));

  /** Operations on the cluster of the path. */
  public static final Authorization CLUSTER =
      (action, call, scope) ->
          List.of(RequiredPermission.of(action, scope.arn("eks", "cluster/" + call.segment(1))));

  /** Operations on an access entry, whose own ARN ends in an id that only EKS knows. */
  public static final Authorization ENTRY =
      (action, call, scope) -> List.of(RequiredPermission.of(action, RequiredPermission.UNKNOWN));

  /** Operations on the ARN in the path. */
  public static final Authorization TAGGED =
      (action, call, scope) -> List.of(RequiredPermission.of(action, call.segment(1)));

  /** A new cluster, and the role it is given. */
  public static final Authorization NEW_CLUSTER =
      (action, call, scope) -> {
        List<RequiredPermission> permissions = new ArrayList<>();
        permissions.add(
            RequiredPermission.of(
                action,
                Json.text(call.body(), "name")
                    .map(name -> scope.arn("eks", "cluster/" + name))
                    .orElse("*")));
        Json.text(call.body(), "roleArn")
            .ifPresent(
                role -> permissions.add(RequiredPermission.passRole(role, "eks.amazonaws.com")));
        return permissions;
      };

  public List<RequiredPermission> permissions(EksCall call, AwsScope scope) {
    return authorization.of("eks:" + name, call, scope);
  }
}
