package dev.fnk.cli.stage;

import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.ecs.NodeService;
import dev.fnk.cli.resource.logs.NodeLog;
import java.util.ArrayList;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/**
 * Why the node does not join: what ECS says of its service and tasks, and the end of its own log.
 *
 * @param group name of the lab's log group
 */
record NodeWords(NodeService service, CloudWatchLogsClient logs, String group)
    implements Supplier<String> {
  private static final int LINES = 5;

  /** To end a message with; empty if nobody says anything. */
  @Override
  public String get() {
    return service.lastWords() + log();
  }

  private String log() {
    var lines = new ArrayList<String>();
    try {
      NodeLog.latest(logs, group).ifPresent(log -> log.last(LINES, lines::add));
    } catch (SdkException e) {
      return "; its log cannot be read: " + AwsErrors.describe(e);
    }
    return lines.isEmpty() ? "" : "; its log ends:\n    " + String.join("\n    ", lines);
  }
}
