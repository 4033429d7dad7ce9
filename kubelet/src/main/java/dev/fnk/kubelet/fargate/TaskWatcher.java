package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Follows tasks until they have stopped: one loop, a hundred tasks a call, often while something is
 * starting or stopping, seldom otherwise. A failed call means "not known", never "no task".
 */
public final class TaskWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskWatcher.class);
  private static final Duration FAST = Duration.ofMillis(700);
  private static final Duration SLOW = Duration.ofSeconds(5);

  /** ECS may not know a task yet that it has just started; nor may one node in a bad moment. */
  private static final Duration MISSING_FOR = Duration.ofSeconds(60);

  private final TaskReader reader;
  private final InstantSource clock;
  private final BiConsumer<String, TaskView> listener;
  private final Map<String, Watched> tasks = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Thread thread;
  private boolean closed;

  /** Reads tasks, at most {@value FargateRuntime#BATCH} a call; what is unknown is left out. */
  @FunctionalInterface
  public interface TaskReader {
    Map<String, TaskView> describe(List<String> arns) throws InterruptedException;
  }

  /**
   * @param listener told of every change, with the task's owner; must not block
   */
  public TaskWatcher(
      TaskReader reader, InstantSource clock, BiConsumer<String, TaskView> listener) {
    this.reader = reader;
    this.clock = clock;
    this.listener = listener;
  }

  public void start() {
    thread = Thread.ofVirtual().name("task-watcher").start(this::run);
  }

  /** Follows the task from now on, until it has stopped. */
  public void watch(String arn, String owner) {
    lock.lock();
    try {
      tasks.computeIfAbsent(arn, _ -> new Watched(owner, clock.instant()));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Something was asked of the task: look at it soon and often. */
  public void expectChange(String arn) {
    lock.lock();
    try {
      var watched = tasks.get(arn);
      if (watched != null) {
        watched.due = clock.instant();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  public void forget(String arn) {
    lock.lock();
    try {
      tasks.remove(arn);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Duration backOff = FAST;
    while (true) {
      try {
        List<String> batch = nextBatch();
        if (batch.isEmpty()) {
          return;
        }
        accept(batch, reader.describe(batch));
        backOff = FAST;
      } catch (SdkException e) {
        LOG.warn("DescribeTasks failed, trying again in {}: {}", backOff, e.getMessage());
        backOff = Duration.ofMillis(Math.min(backOff.toMillis() * 2, 30_000));
        if (!pause(backOff)) {
          return;
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /** Waits until a task is due; fills the call up with others. Empty: closed. */
  private List<String> nextBatch() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Instant now = clock.instant();
        Instant first =
            tasks.values().stream().map(w -> w.due).min(Comparator.naturalOrder()).orElse(null);
        if (first == null) {
          changed.await();
        } else if (first.isAfter(now)) {
          changed.awaitNanos(Duration.between(now, first).toNanos());
        } else {
          return tasks.entrySet().stream()
              .sorted(Comparator.comparing(entry -> entry.getValue().due))
              .limit(FargateRuntime.BATCH)
              .map(Map.Entry::getKey)
              .toList();
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the answer to one call; what was asked for and is not in it is missing. */
  void accept(List<String> asked, Map<String, TaskView> found) {
    for (String arn : asked) {
      note(arn, found.get(arn));
    }
  }

  private void note(String arn, @Nullable TaskView view) {
    TaskView news;
    String owner;
    lock.lock();
    try {
      Watched watched = tasks.get(arn);
      if (watched == null) {
        return;
      }
      owner = watched.owner;
      Instant now = clock.instant();
      if (view == null) {
        watched.missingSince = watched.missingSince == null ? now : watched.missingSince;
        watched.due = now.plus(FAST.multipliedBy(3));
        if (now.isBefore(watched.missingSince.plus(MISSING_FOR))) {
          return;
        }
        tasks.remove(arn);
        news = TaskView.gone(arn);
      } else {
        watched.missingSince = null;
        boolean same = view.equals(watched.last);
        watched.last = view;
        boolean changing = view.phase() != TaskView.Phase.RUNNING || view.stopping();
        watched.due = now.plus(changing ? FAST : SLOW);
        if (view.phase() == TaskView.Phase.STOPPED) {
          tasks.remove(arn);
        }
        if (same) {
          return;
        }
        news = view;
      }
    } finally {
      lock.unlock();
    }
    listener.accept(owner, news);
  }

  private boolean pause(Duration duration) {
    lock.lock();
    try {
      long left = duration.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException _) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    var running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join(5000);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final class Watched {
    private final String owner;
    private Instant due;
    private @Nullable Instant missingSince;
    private @Nullable TaskView last;

    private Watched(String owner, Instant due) {
      this.owner = owner;
      this.due = due;
    }
  }
}
