package dev.fnk.kubelet.sts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A session of a role, as STS names who signed. ECS names a task's sessions by the task's id. */
public record RoleSession(Role role, String name) {
  private static final Pattern ARN =
      Pattern.compile("arn:([^:]+):sts::(\\d{12}):assumed-role/([^:/]+)/([^:/]+)");

  /** Reads {@code arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/SESSION}; empty: it is not one. */
  static Optional<RoleSession> parse(String arn) {
    Matcher matcher = ARN.matcher(arn);
    return matcher.matches()
        ? Optional.of(
            new RoleSession(
                new Role(matcher.group(1), matcher.group(2), matcher.group(3)), matcher.group(4)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "arn:%s:sts::%s:assumed-role/%s/%s"
        .formatted(role.partition(), role.account(), role.name(), name);
  }
}
