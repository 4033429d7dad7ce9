package dev.fnk.kubelet.logs;

import dev.fnk.kubelet.config.NodeConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * Pages of log streams of one CloudWatch log group; every call waits for its quota. Its role needs
 * {@code logs:GetLogEvents}.
 */
public final class LogStreams implements AutoCloseable {
  /** GetLogEvents gives no more events a call (nor more than 1 MiB). */
  static final int MOST_EVENTS = 10_000;

  private final CloudWatchLogsClient logs;
  private final String group;
  private final Quota quota;

  /** Takes over {@code logs}: closes it. */
  LogStreams(CloudWatchLogsClient logs, String group, Quota quota) {
    this.logs = logs;
    this.group = group;
    this.quota = quota;
  }

  /**
   * With the credentials and the endpoint of the environment, as every AWS client.
   *
   * @param quota of GetLogEvents, see {@link Quota#getLogEventsPerSecond}
   */
  public static LogStreams create(NodeConfig config, Quota quota) {
    return new LogStreams(
        CloudWatchLogsClient.builder()
            .region(Region.of(config.region()))
            .httpClientBuilder(ApacheHttpClient.builder())
            .overrideConfiguration(
                o ->
                    o.apiCallTimeout(Duration.ofSeconds(30))
                        .apiCallAttemptTimeout(Duration.ofSeconds(10)))
            .build(),
        config.logGroup(),
        quota);
  }

  /**
   * What is read of a stream; the same in all calls on the same tokens.
   *
   * @param since nothing before this
   * @param until nothing from this on
   */
  record Window(Optional<Instant> since, Optional<Instant> until) {
    /** Nothing is in it, and CloudWatch need not be asked, which may not take it. */
    boolean empty() {
      return since.isPresent() && until.isPresent() && !since.get().isBefore(until.get());
    }
  }

  /**
   * Events in the order of time.
   *
   * @param forward token of the page after; the one that was asked with when there is no more
   * @param backward token of the page before, likewise
   */
  record Page(List<LogEvent> events, String forward, String backward) {}

  /** From the oldest event; empty: there is no such stream (yet), or nothing in the window. */
  Optional<Page> first(String stream, Window window) throws InterruptedException {
    return page(window, request(stream, window).startFromHead(true));
  }

  /** The newest events. */
  Optional<Page> last(String stream, Window window, int events) throws InterruptedException {
    return page(
        window,
        request(stream, window).startFromHead(false).limit(Math.clamp(events, 1, MOST_EVENTS)));
  }

  /** The page of a forward token. */
  Optional<Page> after(String stream, Window window, String forward) throws InterruptedException {
    return page(window, request(stream, window).startFromHead(true).nextToken(forward));
  }

  /** The page of a backward token. */
  Optional<Page> before(String stream, Window window, String backward) throws InterruptedException {
    return page(window, request(stream, window).startFromHead(false).nextToken(backward));
  }

  private GetLogEventsRequest.Builder request(String stream, Window window) {
    var request = GetLogEventsRequest.builder().logGroupName(group).logStreamName(stream);
    window.since().ifPresent(time -> request.startTime(time.toEpochMilli()));
    window.until().ifPresent(time -> request.endTime(time.toEpochMilli()));
    return request;
  }

  private Optional<Page> page(Window window, GetLogEventsRequest.Builder request)
      throws InterruptedException {
    if (window.empty()) {
      return Optional.empty();
    }
    quota.take();
    GetLogEventsResponse response;
    try {
      response = logs.getLogEvents(request.build());
    } catch (ResourceNotFoundException e) {
      // The stream comes with the container's first line; the group is the lab's.
      if (String.valueOf(e.getMessage()).contains("log group")) {
        throw e;
      }
      return Optional.empty();
    }
    return Optional.of(
        new Page(
            response.events().stream().map(LogStreams::event).toList(),
            response.nextForwardToken(),
            response.nextBackwardToken()));
  }

  private static LogEvent event(OutputLogEvent event) {
    return new LogEvent(
        Instant.ofEpochMilli(event.timestamp()),
        Instant.ofEpochMilli(
            event.ingestionTime() == null ? event.timestamp() : event.ingestionTime()),
        event.message());
  }

  @Override
  public void close() {
    logs.close();
  }
}
