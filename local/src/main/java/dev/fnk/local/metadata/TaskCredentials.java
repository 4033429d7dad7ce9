package dev.fnk.local.metadata;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.account.RoleCredentials;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The credentials of one task: assumed on first use, renewed before they end. */
final class TaskCredentials {
  /** As on Fargate. */
  private static final Duration LIFETIME = Duration.ofHours(6);

  private static final Duration RENEW_BEFORE = Duration.ofMinutes(15);

  private final LocalAccount account;
  private final Clock clock;
  private final String roleArn;
  private final String taskId;
  private final String taskArn;
  private @Nullable RoleCredentials current;

  TaskCredentials(
      LocalAccount account, Clock clock, String roleArn, String taskId, String taskArn) {
    this.account = account;
    this.clock = clock;
    this.roleArn = roleArn;
    this.taskId = taskId;
    this.taskArn = taskArn;
  }

  synchronized RoleCredentials get() {
    RoleCredentials known = current;
    if (known != null && clock.instant().plus(RENEW_BEFORE).isBefore(known.expiration())) {
      return known;
    }
    RoleCredentials fresh =
        account.assumeRole(roleArn, "ecs-tasks.amazonaws.com", taskId, LIFETIME, taskArn);
    current = fresh;
    return fresh;
  }
}
