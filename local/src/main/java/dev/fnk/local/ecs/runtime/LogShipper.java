package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.AwsLogs;
import dev.fnk.local.engine.LogLine;
import dev.fnk.local.engine.LogSink;
import dev.fnk.local.retry.Backoff;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;

/**
 * The log driver {@code awslogs} of one container: its lines, in order, into one stream. Holds at
 * most 2 MiB of unsent lines; a container that writes faster is read slower. Empty lines are left
 * out, as the driver does.
 */
final class LogShipper implements LogSink {
  private static final Logger LOG = LoggerFactory.getLogger(LogShipper.class);
  private static final int BUFFER_BYTES = 2 * 1024 * 1024;
  // Limits of PutLogEvents: 10,000 events and 1 MiB a call, each event counted with 26 bytes more.
  private static final int MAX_EVENTS = 10_000;
  private static final int MAX_BATCH_BYTES = 1_048_576;
  private static final int EVENT_OVERHEAD = 26;
  private static final Duration GATHER = Duration.ofMillis(200);
  private static final int ATTEMPTS = 5;
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  private sealed interface Item {}

  private record Line(InputLogEvent event, int bytes) implements Item {}

  private record End() implements Item {}

  private final CloudWatchLogsClient logs;
  private final AwsLogs target;
  private final String stream;
  private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final Semaphore space = new Semaphore(BUFFER_BYTES);
  private final CountDownLatch drained = new CountDownLatch(1);
  private long lastMillis;

  private LogShipper(CloudWatchLogsClient logs, AwsLogs target, String stream) {
    this.logs = logs;
    this.target = target;
    this.stream = stream;
  }

  /**
   * Makes the stream, then takes lines.
   *
   * @throws TaskFailure ResourceInitializationError, as a task with a missing group gets it
   */
  static LogShipper open(CloudWatchLogsClient logs, AwsLogs target, String stream) {
    try {
      if (target.createGroup()) {
        ignoreExisting(() -> logs.createLogGroup(request -> request.logGroupName(target.group())));
      }
      ignoreExisting(
          () ->
              logs.createLogStream(
                  request -> request.logGroupName(target.group()).logStreamName(stream)));
    } catch (CloudWatchLogsException e) {
      throw new TaskFailure(
          "ResourceInitializationError: failed to validate logger args: create stream has been"
              + " retried 1 times: failed to create Cloudwatch log stream: "
              + e.awsErrorDetails().errorCode()
              + ": "
              + e.awsErrorDetails().errorMessage()
              + " : exit status 1");
    }
    LogShipper shipper = new LogShipper(logs, target, stream);
    Thread.ofVirtual().name("awslogs-" + stream).start(shipper::ship);
    return shipper;
  }

  private static void ignoreExisting(Runnable create) {
    try {
      create.run();
    } catch (ResourceAlreadyExistsException made) {
      LOG.debug("already there: {}", made.getMessage());
    }
  }

  @Override
  public void line(LogLine line) throws InterruptedException {
    if (line.text().isEmpty()) {
      return;
    }
    int bytes =
        Math.min(
            BUFFER_BYTES, line.text().getBytes(StandardCharsets.UTF_8).length + EVENT_OVERHEAD);
    space.acquire(bytes);
    // Events of a call have to be in the order of their times.
    lastMillis = Math.max(lastMillis, line.time().toEpochMilli());
    queue.add(
        new Line(
            InputLogEvent.builder().timestamp(lastMillis).message(line.text()).build(), bytes));
  }

  @Override
  public void end() {
    queue.add(new End());
  }

  /** Waits until every line is out; false when they are not within that time. */
  boolean awaitDrained(Duration deadline) throws InterruptedException {
    return drained.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ship() {
    try {
      Optional<Line> held = Optional.empty();
      boolean ended = false;
      while (!ended || held.isPresent()) {
        List<InputLogEvent> batch = new ArrayList<>();
        int bytes = 0;
        if (held.isPresent()) {
          batch.add(held.get().event());
          bytes = held.get().bytes();
          held = Optional.empty();
        }
        long deadline = System.nanoTime() + GATHER.toNanos();
        while (!ended && held.isEmpty() && batch.size() < MAX_EVENTS) {
          Item item =
              batch.isEmpty()
                  ? queue.take()
                  : queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (item == null) {
            break;
          }
          if (batch.isEmpty()) {
            deadline = System.nanoTime() + GATHER.toNanos();
          }
          if (!(item instanceof Line line)) {
            ended = true;
          } else if (bytes + line.bytes() > MAX_BATCH_BYTES && !batch.isEmpty()) {
            held = Optional.of(line);
          } else {
            batch.add(line.event());
            bytes += line.bytes();
          }
        }
        if (!batch.isEmpty()) {
          put(batch);
          space.release(bytes);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drained.countDown();
    }
  }

  private void put(List<InputLogEvent> batch) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        logs.putLogEvents(
            request -> request.logGroupName(target.group()).logStreamName(stream).logEvents(batch));
        return;
      } catch (SdkException e) {
        if (attempt == ATTEMPTS) {
          LOG.error("{} lines of {} are lost: {}", batch.size(), stream, e.getMessage());
          return;
        }
        Thread.sleep(BACKOFF.after(attempt));
      }
    }
  }
}
