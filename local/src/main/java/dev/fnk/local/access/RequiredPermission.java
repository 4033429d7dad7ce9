package dev.fnk.local.access;

import java.util.List;
import java.util.Map;

/**
 * One permission that a call authorization.
 *
 * @param action such as {@code ecs:RunTask}
 * @param resource ARN, {@code *}, or empty when it cannot be told from the request
 * @param keys condition keys beyond those of the caller
 */
public record RequiredPermission(String action, String resource, Map<String, List<String>> keys) {
  public static final String UNKNOWN = "";

  public RequiredPermission {
    keys = Map.copyOf(keys);
  }

  public static RequiredPermission of(String action, String resource) {
    return new RequiredPermission(action, resource, Map.of());
  }

  public static RequiredPermission passRole(String roleArn, String service) {
    return new RequiredPermission(
        "iam:PassRole", roleArn, Map.of("iam:PassedToService", List.of(service)));
  }
}
