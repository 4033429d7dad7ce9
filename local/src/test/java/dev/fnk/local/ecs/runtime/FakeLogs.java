package dev.fnk.local.ecs.runtime;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** CloudWatch Logs in memory. */
final class FakeLogs implements CloudWatchLogsClient {
  final List<String> groups = new CopyOnWriteArrayList<>();
  final List<String> streams = new CopyOnWriteArrayList<>();

  /** {@code stream: message}. */
  final List<String> lines = new CopyOnWriteArrayList<>();

  /** How many of the next puts fail. */
  volatile int failing;

  @Override
  public CreateLogGroupResponse createLogGroup(CreateLogGroupRequest request) {
    if (groups.contains(request.logGroupName())) {
      throw ResourceAlreadyExistsException.builder().message("there").build();
    }
    groups.add(request.logGroupName());
    return CreateLogGroupResponse.builder().build();
  }

  @Override
  public CreateLogStreamResponse createLogStream(CreateLogStreamRequest request) {
    if (!groups.contains(request.logGroupName())) {
      throw (CloudWatchLogsException)
          ResourceNotFoundException.builder()
              .awsErrorDetails(
                  AwsErrorDetails.builder()
                      .errorCode("ResourceNotFoundException")
                      .errorMessage("The specified log group does not exist.")
                      .build())
              .build();
    }
    streams.add(request.logStreamName());
    return CreateLogStreamResponse.builder().build();
  }

  @Override
  public synchronized PutLogEventsResponse putLogEvents(PutLogEventsRequest request) {
    if (failing > 0) {
      failing--;
      throw CloudWatchLogsException.builder().message("throttled").build();
    }
    request
        .logEvents()
        .forEach(event -> lines.add(request.logStreamName() + ": " + event.message()));
    return PutLogEventsResponse.builder().build();
  }

  Optional<String> lastLine() {
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast());
  }

  @Override
  public String serviceName() {
    return "logs";
  }

  @Override
  public void close() {}
}
