package dev.fnk.local.access;

import java.util.List;
import java.util.Map;

/**
 * One permission that a call needs.
 *
 * @param action such as {@code ecs:RunTask}
 * @param resource ARN, {@code *}, or empty when it cannot be told from the request
 * @param keys condition keys beyond those of the caller
 */
public record Demand(String action, String resource, Map<String, List<String>> keys) {
  public static final String UNKNOWN = "";

  public Demand {
    keys = Map.copyOf(keys);
  }

  public static Demand of(String action, String resource) {
    return new Demand(action, resource, Map.of());
  }

  public static Demand passRole(String roleArn, String service) {
    return new Demand("iam:PassRole", roleArn, Map.of("iam:PassedToService", List.of(service)));
  }
}
