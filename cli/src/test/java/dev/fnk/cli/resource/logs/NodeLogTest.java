package dev.fnk.cli.resource.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** The lines of the node's last task, from a log that gives three a page. */
final class NodeLogTest {
  private static final int PAGE = 3;

  private final List<LogStream> streams = new ArrayList<>();
  private final List<String> written = new ArrayList<>();
  private final FakeAws fake =
      new FakeAws()
          .on(
              CloudWatchLogsClient.class,
              "describeLogStreams",
              DescribeLogStreamsRequest.class,
              q -> {
                assertThat(q.logStreamNamePrefix()).isEqualTo("node/");
                return DescribeLogStreamsResponse.builder().logStreams(streams).build();
              })
          .on(CloudWatchLogsClient.class, "getLogEvents", GetLogEventsRequest.class, this::page);
  private final List<String> lines = new ArrayList<>();

  /** Tokens are positions: {@code b/N} ends before N, {@code f/N} begins at N. */
  private Object page(GetLogEventsRequest q) {
    assertThat(q.logGroupName()).isEqualTo("/fnk/eks-lab");
    var token = Optional.ofNullable(q.nextToken());
    int from;
    int to;
    if (token.isPresent() && token.get().startsWith("f/")) {
      from = Integer.parseInt(token.get().substring(2));
      to = Math.min(from + PAGE, written.size());
    } else if (q.startFromHead()) {
      from = 0;
      to = Math.min(PAGE, written.size());
    } else {
      to = token.map(t -> Integer.valueOf(t.substring(2))).orElse(written.size());
      from = Math.max(0, to - PAGE);
    }
    return GetLogEventsResponse.builder()
        .events(
            written.subList(from, to).stream()
                .map(m -> OutputLogEvent.builder().message(m).build())
                .toList())
        .nextBackwardToken("b/" + from)
        .nextForwardToken("f/" + to)
        .build();
  }

  private void stream(String name, Long last, Long created) {
    streams.add(
        LogStream.builder()
            .logStreamName(name)
            .lastEventTimestamp(last)
            .creationTime(created)
            .build());
  }

  private Optional<NodeLog> latest() {
    return NodeLog.latest(fake.clients().logs(), "/fnk/eks-lab");
  }

  private NodeLog log(int count) {
    IntStream.rangeClosed(1, count).mapToObj(Integer::toString).forEach(written::add);
    stream("node/one", 1L, 1L);
    return latest().orElseThrow();
  }

  @Test
  void theTaskThatWroteLastCountsOrWasMadeLast() {
    assertThat(latest()).isEmpty();
    stream("node/old", 100L, 1L);
    stream("node/new", null, 200L);
    stream("node/none", null, null);
    written.add("hello");

    latest().orElseThrow().last(1, lines::add);

    assertThat(fake.requests(GetLogEventsRequest.class).getFirst().logStreamName())
        .isEqualTo("node/new");
    stream("node/busy", 201L, 2L);
    latest().orElseThrow().last(1, lines::add);
    assertThat(fake.requests(GetLogEventsRequest.class).getLast().logStreamName())
        .isEqualTo("node/busy");
  }

  @Test
  void withoutAGroupThereIsNone() {
    fake.on(
        CloudWatchLogsClient.class,
        "describeLogStreams",
        DescribeLogStreamsRequest.class,
        _ -> {
          throw FakeAws.error(
              ResourceNotFoundException.builder(), "ResourceNotFoundException", "no group");
        });

    assertThat(latest()).isEmpty();
  }

  @Test
  void theLastLinesComeOldestFirstOverPages() {
    log(10).last(5, lines::add);

    assertThat(lines).containsExactly("6", "7", "8", "9", "10");
    assertThat(fake.requests(GetLogEventsRequest.class)).hasSize(2);
  }

  @Test
  void askedForMoreThanThereAreAllCome() {
    var next = log(4).last(100, lines::add);

    assertThat(lines).containsExactly("1", "2", "3", "4");
    assertThat(next).contains("f/4");
  }

  @Test
  void anEmptyLogHasNoLines() {
    log(0).last(10, lines::add);

    assertThat(lines).isEmpty();
    assertThat(fake.requests(GetLogEventsRequest.class)).hasSize(1);
  }

  @Test
  void whatIsWrittenSinceFollows() {
    var log = log(2);
    var next = log.last(1, lines::add);
    written.add("3");
    written.add("4");

    next = log.after(next, lines::add);
    assertThat(lines).containsExactly("2", "3", "4");
    assertThat(log.after(next, lines::add)).contains("f/4");
    assertThat(lines).hasSize(3);
    log.after(Optional.empty(), lines::add);
    assertThat(lines).endsWith("1", "2", "3");
  }
}
