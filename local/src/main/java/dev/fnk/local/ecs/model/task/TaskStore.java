package dev.fnk.local.ecs.model.task;

import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.protocol.Arns;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tasks of a region by id. Stopped ones are forgotten after a while, as on AWS. */
public final class TaskStore {
  private final Map<String, Task> tasks = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Duration keepStopped;

  public TaskStore(Clock clock, Duration keepStopped) {
    this.clock = clock;
    this.keepStopped = keepStopped;
  }

  public void add(Task task) {
    tasks.put(task.spec().id(), task);
  }

  public Optional<Task> find(Cluster cluster, String idOrArn) {
    forgetOld();
    return Optional.ofNullable(tasks.get(Arns.lastPart(idOrArn)))
        .filter(task -> task.spec().cluster().name().equals(cluster.name()));
  }

  public Optional<Task> findByArn(String arn) {
    return Optional.ofNullable(tasks.get(Arns.lastPart(arn)))
        .filter(task -> task.spec().arn().equals(arn));
  }

  /** Oldest first. */
  public List<Task> of(Cluster cluster) {
    return all().stream()
        .filter(task -> task.spec().cluster().name().equals(cluster.name()))
        .toList();
  }

  public List<Task> all() {
    forgetOld();
    return tasks.values().stream()
        .sorted(
            Comparator.comparing((Task task) -> task.spec().createdAt())
                .thenComparing(task -> task.spec().arn()))
        .toList();
  }

  private void forgetOld() {
    tasks
        .values()
        .removeIf(
            task ->
                task.snapshot()
                    .times()
                    .stoppedAt()
                    .filter(at -> at.plus(keepStopped).isBefore(clock.instant()))
                    .isPresent());
  }
}
