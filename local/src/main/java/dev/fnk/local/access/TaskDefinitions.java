package dev.fnk.local.access;

import java.util.List;
import java.util.Optional;

/** What the local ECS knows of its task definitions. */
public interface TaskDefinitions {
  /**
   * @param arn with its revision
   * @param roles task role and execution role, those it has
   */
  record Known(String arn, List<String> roles) {
    public Known {
      roles = List.copyOf(roles);
    }
  }

  /**
   * A task definition.
   *
   * @param name family, {@code family:revision} or ARN
   */
  Optional<Known> find(String region, String name);
}
