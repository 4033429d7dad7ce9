package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import dev.fnk.kubelet.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows tasks until they have stopped: one loop, a hundred tasks a call, often while something is
 * starting or stopping, seldom otherwise. A failed call means "not known", never "no task".
 */
public final class TaskWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskWatcher.class);
  private static final Duration FAST = Duration.ofMillis(700);
  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
  private static final Duration REFUSED_AGAIN = Duration.ofMinutes(1);
  private static final Duration FOR_EVER = Duration.ofDays(1);

  /** ECS may not know a task yet that it has just started; nor may one node in a bad moment. */
  private static final Duration MISSING_FOR = Duration.ofSeconds(60);

  private final TaskReader reader;
  private final Scheduler scheduler;
  private final BiConsumer<String, TaskView> listener;
  private final Map<String, Watched> tasks = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Scheduler.Signal changed;
  private Duration backOff = FAST;
  private @Nullable SupervisedLoop loop;

  /** Reads tasks, at most {@value FargateRuntime#BATCH} a call; what is unknown is left out. */
  @FunctionalInterface
  public interface TaskReader {
    Described describe(List<String> tasks) throws InterruptedException;
  }

  /**
   * @param listener told of every change, with the task's owner; must not block
   */
  public TaskWatcher(
      TaskReader reader, Scheduler scheduler, BiConsumer<String, TaskView> listener) {
    this.reader = reader;
    this.scheduler = scheduler;
    this.changed = scheduler.signal();
    this.listener = listener;
  }

  public void start() {
    loop = SupervisedLoop.start(scheduler, "task watcher", this::run);
  }

  /** Why it does not follow tasks at the moment. */
  public Optional<String> trouble() {
    var running = loop;
    return running == null ? Optional.empty() : running.trouble();
  }

  /** How often it had to be begun again. */
  public int restarts() {
    var running = loop;
    return running == null ? 0 : running.restarts();
  }

  /** Follows the task from now on, until it has stopped. */
  public void watch(String arn, String owner) {
    lock.lock();
    try {
      // Its start or its adoption has just told of it; many at a time are asked for in one call.
      tasks.computeIfAbsent(arn, _ -> new Watched(owner, scheduler.instant().plus(FAST)));
    } finally {
      lock.unlock();
    }
    changed.raise();
  }

  /** Something was asked of the task: look at it soon and often. */
  public void expectChange(String arn) {
    lock.lock();
    try {
      var watched = tasks.get(arn);
      if (watched != null) {
        watched.due = scheduler.instant();
      }
    } finally {
      lock.unlock();
    }
    changed.raise();
  }

  public void forget(String arn) {
    lock.lock();
    try {
      tasks.remove(arn);
    } finally {
      lock.unlock();
    }
  }

  private void run(Runnable wentWell) throws InterruptedException {
    while (true) {
      List<String> batch = nextBatch();
      try {
        accept(batch, reader.describe(batch));
        backOff = FAST;
        wentWell.run();
      } catch (TaskRuntimeException e) {
        LOG.warn("DescribeTasks failed, trying again in {}: {}", backOff, e.getMessage());
        backOff = Duration.ofMillis(Math.min(backOff.toMillis() * 2, LONGEST_BACK_OFF.toMillis()));
        scheduler.sleep(backOff);
      }
    }
  }

  /** Waits until a task is due; fills the call up with others. */
  private List<String> nextBatch() throws InterruptedException {
    while (true) {
      Duration left = FOR_EVER;
      lock.lock();
      try {
        Instant now = scheduler.instant();
        Instant first =
            tasks.values().stream().map(w -> w.due).min(Comparator.naturalOrder()).orElse(null);
        if (first != null && !first.isAfter(now)) {
          return tasks.entrySet().stream()
              .sorted(Comparator.comparing(entry -> entry.getValue().due))
              .limit(FargateRuntime.BATCH)
              .map(Map.Entry::getKey)
              .toList();
        }
        if (first != null) {
          left = Duration.between(now, first);
        }
      } finally {
        lock.unlock();
      }
      changed.await(left);
    }
  }

  /** Takes the answer to one call; what was asked for and is not in it is missing. */
  void accept(List<String> asked, Described answer) {
    for (String task : asked) {
      if (answer.refused().contains(task)) {
        later(task);
      } else {
        note(task, answer.found().get(task));
      }
    }
  }

  /** Nothing is known of it: it is asked for again, seldom. */
  private void later(String task) {
    lock.lock();
    try {
      var watched = tasks.get(task);
      if (watched != null) {
        watched.due = scheduler.instant().plus(REFUSED_AGAIN);
      }
    } finally {
      lock.unlock();
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
      Instant now = scheduler.instant();
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

  @Override
  public void close() {
    var running = loop;
    if (running != null) {
      running.close();
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
