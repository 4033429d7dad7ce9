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
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** Pages of log streams of one CloudWatch log group. Its role needs {@code logs:GetLogEvents}. */
public final class LogStreams implements AutoCloseable {
  private final CloudWatchLogsClient logs;
  private final String group;

  /** Takes over {@code logs}: closes it. */
  LogStreams(CloudWatchLogsClient logs, String group) {
    this.logs = logs;
    this.group = group;
  }

  /** With the credentials and the endpoint of the environment, as every AWS client. */
  public static LogStreams create(NodeConfig config) {
    return new LogStreams(
        CloudWatchLogsClient.builder()
            .region(Region.of(config.region()))
            .httpClientBuilder(ApacheHttpClient.builder())
            .overrideConfiguration(
                o ->
                    o.apiCallTimeout(Duration.ofSeconds(30))
                        .apiCallAttemptTimeout(Duration.ofSeconds(10)))
            .build(),
        config.logGroup());
  }

  /** A line and when it was written. */
  record Line(Instant time, String text) {}

  /**
   * Lines in the order of time.
   *
   * @param forward token of the page after
   * @param backward token of the page before
   */
  record Page(List<Line> lines, String forward, String backward) {}

  /**
   * From the oldest line; empty: there is no such stream (yet).
   *
   * @param since none before this, in this and all further pages
   */
  Optional<Page> first(String stream, Optional<Instant> since) {
    return page(request(stream, since).startFromHead(true));
  }

  /** The newest lines. */
  Optional<Page> last(String stream, Optional<Instant> since, int lines) {
    return page(request(stream, since).startFromHead(false).limit(Math.clamp(lines, 1, 10_000)));
  }

  /** The page of a forward token; its own forward token is the same when there is no more. */
  Optional<Page> after(String stream, Optional<Instant> since, String forward) {
    return page(request(stream, since).startFromHead(true).nextToken(forward));
  }

  /** The page of a backward token; its own backward token is the same when there is no more. */
  Optional<Page> before(String stream, Optional<Instant> since, String backward) {
    return page(request(stream, since).startFromHead(false).nextToken(backward));
  }

  private GetLogEventsRequest.Builder request(String stream, Optional<Instant> since) {
    var request = GetLogEventsRequest.builder().logGroupName(group).logStreamName(stream);
    since.ifPresent(time -> request.startTime(time.toEpochMilli()));
    return request;
  }

  private Optional<Page> page(GetLogEventsRequest.Builder request) {
    GetLogEventsResponse response;
    try {
      response = logs.getLogEvents(request.build());
    } catch (ResourceNotFoundException _) {
      return Optional.empty();
    }
    return Optional.of(
        new Page(
            response.events().stream()
                .map(e -> new Line(Instant.ofEpochMilli(e.timestamp()), e.message()))
                .toList(),
            response.nextForwardToken(),
            response.nextBackwardToken()));
  }

  @Override
  public void close() {
    logs.close();
  }
}
