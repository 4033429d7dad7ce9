package dev.fnk.kubelet.logs;

import dev.fnk.kubelet.task.SupervisedTask;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/** Container logs out of CloudWatch Logs, where Fargate sends them. */
public final class CloudWatchContainerLogs implements ContainerLogs {
  /**
   * After its container's end, or after the latest event that CloudWatch took, a log that does not
   * bear the marks of its end may still grow for this long: the driver sends every five seconds and
   * at the end, and CloudWatch shows an event a little after it took it.
   */
  static final Duration SETTLES = Duration.ofSeconds(8);

  /** A log that is not followed is an error when CloudWatch throttles for longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration FOR_EVER = Duration.ofDays(36500);

  /** So many events at once: there is more to catch up with. */
  private static final int MANY = 1000;

  /** Finds pods of this node. */
  @FunctionalInterface
  public interface Pods {
    Optional<LoggedPod> find(String namespace, String name);
  }

  /**
   * A pod and the tasks whose logs are its own; those of no other task are shown.
   *
   * @param pod with the status the node has written
   * @param task ARN of the pod's task
   * @param previousTask ARN of the task before
   */
  public record LoggedPod(Pod pod, Optional<String> task, Optional<String> previousTask) {
    private boolean ran(String taskId) {
      return Stream.of(task, previousTask)
          .flatMap(Optional::stream)
          .anyMatch(arn -> arn.substring(arn.lastIndexOf('/') + 1).equals(taskId));
    }
  }

  private final LogStreams streams;
  private final Pods pods;
  private final Pace pace;
  private final InstantSource clock;
  private final Retry.Pause pause;

  /**
   * @param perSecond calls of GetLogEvents that the account may make
   */
  public CloudWatchContainerLogs(
      LogStreams streams, Pods pods, int perSecond, InstantSource clock) {
    this(streams, pods, perSecond, clock, Thread::sleep);
  }

  CloudWatchContainerLogs(
      LogStreams streams, Pods pods, int perSecond, InstantSource clock, Retry.Pause pause) {
    this.streams = streams;
    this.pods = pods;
    this.pace = new Pace(perSecond);
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public void stream(LogRequest request, OutputStream out)
      throws IOException, LogsNotFoundException {
    ContainerRun run = run(request);
    String stream = SupervisedTask.STREAM_PREFIX + "/" + request.container() + "/" + run.task();
    var writer = new LineWriter(out, request.timestamps(), request.limitBytes());
    try {
      if (request.follow()) {
        follow(request, run, stream, writer);
      } else {
        whole(request, run, stream, writer);
      }
    } catch (SdkException e) {
      throw new IOException("CloudWatch Logs: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("reading " + stream).initCause(e);
    }
  }

  private ContainerRun run(LogRequest request) throws LogsNotFoundException {
    LoggedPod logged =
        pods.find(request.namespace(), request.pod())
            .orElseThrow(() -> unknown("pod \"%s\" does not exist".formatted(request.pod())));
    if (names(logged.pod()).noneMatch(request.container()::equals)) {
      throw unknown(
          "container \"%s\" not found in pod \"%s\"".formatted(request.container(), request.pod()));
    }
    ContainerRun run = ContainerRun.of(logged.pod(), request.container(), request.previous());
    if (!logged.ran(run.task())) {
      throw new LogsNotFoundException(
          LogsNotFoundException.Missing.RUN,
          "container \"%s\" in pod \"%s\" is not available"
              .formatted(request.container(), request.pod()));
    }
    return run;
  }

  private static Stream<String> names(Pod pod) {
    var spec = pod.getSpec();
    return Stream.concat(
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
            .map(Container::getName),
        spec.getEphemeralContainers().stream().map(EphemeralContainer::getName));
  }

  private static LogsNotFoundException unknown(String message) {
    return new LogsNotFoundException(LogsNotFoundException.Missing.CONTAINER, message);
  }

  /** What there is: of a container that has ended all, of one that runs what it has said so far. */
  private void whole(LogRequest request, ContainerRun run, String stream, LineWriter writer)
      throws IOException, InterruptedException {
    LogStreams.Window window = run.window(request.since());
    if (run.end().isEmpty()) {
      // Without an end, a container that writes all the time would be read for ever.
      window = new LogStreams.Window(window.since(), Optional.of(clock.instant().plusMillis(1)));
    }
    var lines = new RunLines(run, request.since());
    var reader = new StreamReader(streams, stream, window, lines, new Retry(PATIENCE, pause));
    if (run.end().isPresent()) {
      settle(run.end().get(), reader);
    }
    if (request.tail().isPresent()) {
      reader.seekTail(request.tail().getAsInt(), run.next().isPresent());
      // What CloudWatch takes in after that look is of the time before it, and would be too much.
      writer.atMost(request.tail().getAsInt());
    }
    StreamReader.Batch batch;
    do {
      batch = reader.next();
      if (!writer.write(batch.events())) {
        return;
      }
    } while (!batch.end() && !batch.over());
    writer.end();
  }

  private void settle(Instant end, StreamReader reader) throws InterruptedException {
    while (true) {
      Duration unsettled = Duration.between(clock.instant(), end.plus(SETTLES));
      if (!unsettled.isPositive() || reader.whole()) {
        return;
      }
      pause.sleep(unsettled.compareTo(Pace.SHORTEST) < 0 ? unsettled : Pace.SHORTEST);
    }
  }

  private void follow(LogRequest request, ContainerRun run, String stream, LineWriter writer)
      throws IOException, InterruptedException {
    pace.enter();
    try {
      untilEnd(request, run, stream, writer);
    } finally {
      pace.leave();
    }
  }

  /** Until the container has ended and its log is whole, or has settled. */
  private void untilEnd(LogRequest request, ContainerRun run, String stream, LineWriter writer)
      throws IOException, InterruptedException {
    var lines = new RunLines(run, request.since());
    var reader =
        new StreamReader(
            streams, stream, run.window(request.since()), lines, new Retry(FOR_EVER, pause));
    if (request.tail().isPresent()) {
      reader.seekTail(request.tail().getAsInt(), run.next().isPresent());
    }
    Optional<Instant> end = run.end();
    Instant ingested = Instant.EPOCH;
    while (true) {
      Instant asked = clock.instant();
      StreamReader.Batch batch = reader.next();
      if (!writer.write(batch.events())) {
        return;
      }
      if (batch.over()) {
        writer.end();
        return;
      }
      for (LogEvent event : batch.events()) {
        ingested = event.ingested().isAfter(ingested) ? event.ingested() : ingested;
      }
      if (!batch.events().isEmpty()) {
        if (batch.events().size() < MANY) {
          pause.sleep(pace.interval());
        }
        continue;
      }
      if (!batch.end()) {
        continue;
      }
      end = end.or(() -> end(request, run));
      if (end.isPresent()) {
        Instant latest = end.get().isAfter(ingested) ? end.get() : ingested;
        if (!asked.isBefore(latest.plus(SETTLES))) {
          writer.end();
          return;
        }
      }
      pause.sleep(pace.interval());
    }
  }

  private Optional<Instant> end(LogRequest request, ContainerRun run) {
    Instant now = clock.instant();
    return pods.find(request.namespace(), request.pod())
        .map(logged -> run.endNow(logged.pod(), request.container(), now))
        .orElse(Optional.of(now));
  }
}
