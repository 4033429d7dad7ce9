package dev.fnk.kubelet.logs;

import dev.fnk.kubelet.task.PodToTask;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/** Container logs out of CloudWatch Logs, where Fargate sends them. */
public final class CloudWatchContainerLogs implements ContainerLogs {
  private static final Duration BUSY = Duration.ofMillis(400);
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** CloudWatch shows a line a while after it was written. */
  private static final Duration DRAIN = Duration.ofSeconds(3);

  /** Finds pods of this node. */
  @FunctionalInterface
  public interface Pods {
    Optional<LoggedPod> find(String namespace, String name);
  }

  /**
   * @param task ARN of the pod's task
   * @param previousTask ARN of the task before
   */
  public record LoggedPod(Pod pod, Optional<String> task, Optional<String> previousTask) {}

  private final LogStreams streams;
  private final Pods pods;
  private final InstantSource clock;

  public CloudWatchContainerLogs(LogStreams streams, Pods pods, InstantSource clock) {
    this.streams = streams;
    this.pods = pods;
    this.clock = clock;
  }

  @Override
  public void stream(LogRequest request, OutputStream out)
      throws IOException, LogsNotFoundException {
    LoggedPod logged = find(request);
    String task = task(request, logged);
    String stream =
        PodToTask.STREAM_PREFIX
            + "/"
            + request.container()
            + "/"
            + task.substring(task.lastIndexOf('/') + 1);
    try {
      stream(
          request, stream, task, new LineWriter(out, request.timestamps(), request.limitBytes()));
    } catch (SdkException e) {
      throw new IOException("reading " + stream + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("reading " + stream).initCause(e);
    }
  }

  private LoggedPod find(LogRequest request) throws LogsNotFoundException {
    return pods.find(request.namespace(), request.pod())
        .orElseThrow(
            () ->
                new LogsNotFoundException(
                    "pod " + request.namespace() + "/" + request.pod() + " is not on this node"));
  }

  private static String task(LogRequest request, LoggedPod logged) throws LogsNotFoundException {
    String container = request.container();
    boolean known =
        Stream.concat(
                logged.pod().getSpec().getContainers().stream(),
                logged.pod().getSpec().getInitContainers().stream())
            .anyMatch(c -> c.getName().equals(container));
    if (!known) {
      throw new LogsNotFoundException("container " + container + " is not in pod " + request.pod());
    }
    if (request.previous()) {
      return logged
          .previousTask()
          .orElseThrow(
              () ->
                  new LogsNotFoundException(
                      "previous terminated container " + container + " not found"));
    }
    return logged
        .task()
        .or(logged::previousTask)
        .orElseThrow(
            () ->
                new LogsNotFoundException(
                    "container "
                        + container
                        + " in pod "
                        + request.pod()
                        + " is waiting to start"));
  }

  private void stream(LogRequest request, String stream, String task, LineWriter writer)
      throws IOException, InterruptedException {
    Optional<LogStreams.Page> page;
    if (request.tail().isPresent()) {
      page = tail(stream, request.since(), request.tail().getAsInt());
    } else {
      page = streams.first(stream, request.since());
    }
    String token = null;
    Instant endSeen = null;
    while (true) {
      boolean lines = page.isPresent() && !page.get().lines().isEmpty();
      // Without lines too: flushing finds out whether the reader has left.
      if (!writer.write(page.map(LogStreams.Page::lines).orElse(List.of()))) {
        return;
      }
      boolean more = page.isPresent() && !page.get().forward().equals(token);
      if (page.isPresent()) {
        token = page.get().forward();
      }
      if (!more || !lines) {
        if (!request.follow()) {
          if (!more) {
            return;
          }
        } else {
          Instant now = clock.instant();
          if (endSeen == null && ended(request, task)) {
            endSeen = now;
          }
          if (endSeen != null && !now.isBefore(endSeen.plus(DRAIN))) {
            return;
          }
          Thread.sleep(lines ? BUSY : QUIET);
        }
      }
      page =
          token == null
              ? streams.first(stream, request.since())
              : streams.after(stream, request.since(), token);
    }
  }

  /** The last lines as one page; its forward token goes on behind them. */
  private Optional<LogStreams.Page> tail(String stream, Optional<Instant> since, int count) {
    var first = streams.last(stream, since, Math.max(count, 1));
    if (first.isEmpty() || count == 0) {
      return first.map(p -> new LogStreams.Page(List.of(), p.forward(), p.backward()));
    }
    var pages = new ArrayDeque<List<LogStreams.Line>>();
    LogStreams.Page page = first.get();
    int lines = page.lines().size();
    pages.addFirst(page.lines());
    String token = page.backward();
    while (lines < count) {
      var before = streams.before(stream, since, token);
      if (before.isEmpty() || before.get().backward().equals(token)) {
        break;
      }
      pages.addFirst(before.get().lines());
      lines += before.get().lines().size();
      token = before.get().backward();
    }
    var all = new ArrayList<LogStreams.Line>();
    pages.forEach(all::addAll);
    return Optional.of(
        new LogStreams.Page(
            all.subList(Math.max(0, all.size() - count), all.size()),
            first.get().forward(),
            token));
  }

  /** Whether the container will write no more: it has ended, or its task is no longer the pod's. */
  private boolean ended(LogRequest request, String task) {
    var logged = pods.find(request.namespace(), request.pod());
    if (logged.isEmpty() || request.previous()) {
      return true;
    }
    if (logged.get().task().filter(task::equals).isEmpty()) {
      return true;
    }
    var status = logged.get().pod().getStatus();
    return status != null
        && Stream.concat(
                status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream())
            .filter(c -> c.getName().equals(request.container()))
            .anyMatch(CloudWatchContainerLogs::over);
  }

  private static boolean over(ContainerStatus container) {
    var state = container.getState();
    return state != null
        && (state.getTerminated() != null
            || (state.getWaiting() != null
                && container.getLastState() != null
                && container.getLastState().getTerminated() != null
                && container.getContainerID() != null));
  }
}
