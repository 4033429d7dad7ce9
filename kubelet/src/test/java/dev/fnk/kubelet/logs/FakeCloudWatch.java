package dev.fnk.kubelet.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * One log stream as CloudWatch serves it: pages of a few events, tokens that repeat at the end, now
 * and then an empty page with more behind it; and the log driver before it, which cuts lines.
 */
final class FakeCloudWatch implements CloudWatchLogsClient {
  private record Event(Instant time, Instant visible, String text) {}

  private final List<Event> events = new ArrayList<>();
  private final Deque<RuntimeException> failures = new ArrayDeque<>();
  final List<GetLogEventsRequest> requests = new ArrayList<>();
  Instant now = Instant.parse("2026-03-04T05:06:07Z");
  int pageSize = 3;
  int largestAnswer;
  boolean exists = true;

  /** What stands before every second page. */
  boolean emptyPages;

  @Nullable Runnable onRequest;

  void event(Instant time, String text) {
    events.add(new Event(time, now, text));
  }

  /** Seen only later. */
  void late(Instant time, Instant visible, String text) {
    events.add(new Event(time, visible, text));
  }

  /** Writes a line as the driver does that cuts at so many octets. */
  void line(Instant time, String text, int cut) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < octets.length; from += cut) {
      int length = Math.min(cut, octets.length - from);
      String piece = new String(octets, from, length, StandardCharsets.UTF_8);
      int most = Math.max(cut, 262_118);
      if (piece.getBytes(StandardCharsets.UTF_8).length > most) {
        // What the broken octets became makes the event too large: they get one of their own.
        int whole = piece.length();
        while (piece.charAt(whole - 1) == '\uFFFD') {
          whole--;
        }
        event(time, piece.substring(0, whole));
        event(time, piece.substring(whole));
      } else {
        event(time, piece);
      }
    }
  }

  void fail(RuntimeException e) {
    failures.add(e);
  }

  static CloudWatchLogsException error(String code, int status) {
    return (CloudWatchLogsException)
        CloudWatchLogsException.builder()
            .statusCode(status)
            .message(code)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(code).build())
            .build();
  }

  @Override
  public GetLogEventsResponse getLogEvents(GetLogEventsRequest request) {
    requests.add(request);
    boolean before1970 = request.startTime() != null && request.startTime() < 0;
    boolean backwards =
        request.startTime() != null
            && request.endTime() != null
            && request.startTime() >= request.endTime();
    if (before1970 || backwards) {
      throw error("InvalidParameterException", 400);
    }
    if (onRequest != null) {
      onRequest.run();
    }
    if (!failures.isEmpty()) {
      throw failures.poll();
    }
    if (!exists) {
      throw ResourceNotFoundException.builder()
          .message("The specified log stream does not exist.")
          .build();
    }
    var seen =
        events.stream()
            .filter(e -> !e.visible().isAfter(now))
            .filter(
                e -> request.startTime() == null || e.time().toEpochMilli() >= request.startTime())
            .filter(e -> request.endTime() == null || e.time().toEpochMilli() < request.endTime())
            .toList();
    int limit = Math.min(pageSize, request.limit() == null ? 10_000 : request.limit());
    String token = request.nextToken();
    int from;
    int to;
    if (token == null) {
      boolean head = Boolean.TRUE.equals(request.startFromHead());
      from = head ? 0 : Math.max(0, seen.size() - limit);
      to = head ? Math.min(seen.size(), limit) : seen.size();
    } else if (token.startsWith("f/")) {
      from = Math.min(seen.size(), index(token));
      to = Math.min(seen.size(), from + limit);
      if (emptyPages && !token.endsWith("+") && to > from) {
        return answer(List.of(), "f/" + from + "+", "b/" + from);
      }
    } else {
      to = index(token);
      from = Math.max(0, to - limit);
    }
    return answer(seen.subList(from, to), "f/" + to, "b/" + from);
  }

  private static int index(String token) {
    return Integer.parseInt(token.substring(2).replace("+", ""));
  }

  private GetLogEventsResponse answer(List<Event> page, String forward, String backward) {
    largestAnswer = Math.max(largestAnswer, page.size());
    return GetLogEventsResponse.builder()
        .events(
            page.stream()
                .map(
                    e ->
                        OutputLogEvent.builder()
                            .timestamp(e.time().toEpochMilli())
                            .ingestionTime(e.visible().toEpochMilli())
                            .message(e.text())
                            .build())
                .toList())
        .nextForwardToken(forward)
        .nextBackwardToken(backward)
        .build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
