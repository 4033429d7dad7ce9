package dev.fnk.cli.stage;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.ecs.NodeService;
import dev.fnk.cli.resource.logs.NodeLog;
import java.util.function.Supplier;

/**
 * Why the node does not join: what ECS says of its service and tasks, and the end of its own log.
 *
 * @param group name of the lab's log group
 */
record NodeWords(NodeService service, AwsClients aws, String group) implements Supplier<String> {
  private static final int LINES = 5;

  /** To end a message with; empty if nobody says anything. */
  @Override
  public String get() {
    return service.lastWords() + NodeLog.end(aws, group, LINES);
  }
}
