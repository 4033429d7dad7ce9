package dev.fnk.cli.resource.logs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** The log stream of the virtual node's latest task in CloudWatch Logs. */
public final class NodeLog {
  private static final int PAGE = 1000;

  private final CloudWatchLogsClient logs;
  private final String group;
  private final String stream;

  private NodeLog(CloudWatchLogsClient logs, String group, String stream) {
    this.logs = logs;
    this.group = group;
    this.stream = stream;
  }

  /**
   * The log of the task that wrote last; none has: empty.
   *
   * @param group name of the lab's log group
   */
  public static Optional<NodeLog> latest(CloudWatchLogsClient logs, String group) {
    try {
      return logs
          .describeLogStreamsPaginator(
              request -> request.logGroupName(group).logStreamNamePrefix("node/"))
          .logStreams()
          .stream()
          .max(java.util.Comparator.comparingLong(NodeLog::age))
          .map(stream -> new NodeLog(logs, group, stream.logStreamName()));
    } catch (ResourceNotFoundException noGroup) {
      return Optional.empty();
    }
  }

  /**
   * How the latest log ends, to be added to a message; empty if there is none.
   *
   * @param count lines at most
   */
  public static String end(AwsClients aws, String group, int count) {
    List<String> lines = new ArrayList<>();
    try {
      latest(aws.logs(), group).ifPresent(log -> log.last(count, lines::add));
    } catch (SdkException e) {
      return "; its log cannot be read: " + AwsErrors.describe(e);
    }
    return lines.isEmpty() ? "" : "; its log ends:\n    " + String.join("\n    ", lines);
  }

  private static long age(LogStream stream) {
    Long last = stream.lastEventTimestamp();
    Long created = stream.creationTime();
    return last != null ? last : created != null ? created : 0;
  }

  /**
   * Gives the last lines, oldest first.
   *
   * @return where to go on
   */
  public Optional<String> last(int count, Consumer<String> line) {
    Deque<String> lines = new ArrayDeque<>();
    GetLogEventsResponse first = page(Optional.empty(), false);
    GetLogEventsResponse page = first;
    while (true) {
      List<OutputLogEvent> events = new ArrayList<>(page.events());
      Collections.reverse(events);
      events.forEach(event -> lines.addFirst(event.message()));
      String back = page.nextBackwardToken();
      if (lines.size() >= count || events.isEmpty() || back == null) {
        break;
      }
      GetLogEventsResponse older = page(Optional.of(back), false);
      // The same token again says that the beginning is reached.
      if (back.equals(older.nextBackwardToken()) && older.events().isEmpty()) {
        break;
      }
      page = older;
    }
    lines.stream().skip(Math.max(0, lines.size() - count)).forEach(line);
    return Optional.ofNullable(first.nextForwardToken());
  }

  /** Gives what was written since; the result is where to go on. */
  public Optional<String> after(Optional<String> token, Consumer<String> line) {
    GetLogEventsResponse page = page(token, true);
    page.events().forEach(event -> line.accept(event.message()));
    return Optional.ofNullable(page.nextForwardToken());
  }

  private GetLogEventsResponse page(Optional<String> token, boolean fromHead) {
    return logs.getLogEvents(
        request -> {
          request.logGroupName(group).logStreamName(stream).limit(PAGE).startFromHead(fromHead);
          token.ifPresent(request::nextToken);
        });
  }
}
