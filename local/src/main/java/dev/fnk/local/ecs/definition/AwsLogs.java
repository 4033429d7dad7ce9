package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.EcsError;
import java.util.Map;

/**
 * Where a container's lines go.
 *
 * @param streamPrefix the stream is {@code prefix/container/task}
 * @param createGroup whether a missing group is made
 */
public record AwsLogs(String group, String region, String streamPrefix, boolean createGroup) {
  /** Reads the options of the driver {@code awslogs}; Fargate needs the first three. */
  static AwsLogs of(String container, Map<String, String> options) {
    return new AwsLogs(
        option(container, options, "awslogs-group"),
        option(container, options, "awslogs-region"),
        option(container, options, "awslogs-stream-prefix"),
        Boolean.parseBoolean(options.getOrDefault("awslogs-create-group", "false")));
  }

  private static String option(String container, Map<String, String> options, String name) {
    String value = options.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw EcsError.client(
          "Log driver awslogs requires options: "
              + name
              + " (container '"
              + container
              + "', launch type FARGATE)");
    }
    return value;
  }

  public String stream(String container, String taskId) {
    return streamPrefix + "/" + container + "/" + taskId;
  }
}
