package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.fargate.TaskRuntime;
import dev.fnk.kubelet.fargate.TaskRuntimeException;
import dev.fnk.kubelet.fargate.TaskWatcher;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tasks of the pods again after a start, and from then on, now and then, tasks that have
 * lost their pod, such as one that RunTask made while its answer was lost.
 */
final class TaskKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(TaskKeeper.class);
  private static final Duration SWEEP = Duration.ofMinutes(2);
  private static final Duration ADOPTION_RETRY = Duration.ofSeconds(5);

  private final PodBook book;
  private final TaskRuntime runtime;
  private final TaskWatcher watcher;
  private final PodApi api;
  private final Scheduler scheduler;
  private final BooleanSupplier mayStop;
  private final Function<Pod, Optional<Sizing>> sizing;
  private volatile String obstacle = "the node's pods are not listed yet";
  private volatile boolean adopted;

  /**
   * @param mayStop whether the node may act at all
   * @param sizing what a pod's task is given
   */
  TaskKeeper(
      PodBook book,
      TaskRuntime runtime,
      TaskWatcher watcher,
      PodApi api,
      Scheduler scheduler,
      BooleanSupplier mayStop,
      Function<Pod, Optional<Sizing>> sizing) {
    this.book = book;
    this.runtime = runtime;
    this.watcher = watcher;
    this.api = api;
    this.scheduler = scheduler;
    this.mayStop = mayStop;
    this.sizing = sizing;
  }

  /** Whether the pods' tasks are known; until then nothing may be started. */
  boolean adopted() {
    return adopted;
  }

  /** Why not. */
  Optional<String> obstacle() {
    return adopted ? Optional.empty() : Optional.of(obstacle);
  }

  /**
   * Tries until it has succeeded. What could not be stopped is left to the sweep.
   *
   * @param then once the tasks are known
   */
  void adopt(Runnable then) throws InterruptedException {
    while (!adopted) {
      try {
        var adoption = Adoption.of(book.all(), runtime.ownTasks());
        adoption.adopted().forEach(this::adopt);
        book.all().forEach(this::look);
        adopted = true;
        LOG.info("{} pods, {} with a task", book.all().size(), adoption.adopted().size());
        then.run();
        stop(adoption);
      } catch (TaskRuntimeException e) {
        obstacle = "the node's tasks cannot be seen: " + e.getMessage();
        LOG.warn("{}", obstacle);
        scheduler.sleep(ADOPTION_RETRY);
      }
    }
  }

  private void adopt(String uid, Adoption.Adopted found) {
    TaskView task = found.task();
    book.update(
        uid, p -> p.adopted(task, found.before(), unnoted(p.pod(), task), scheduler.instant()));
    watcher.watch(task.arn(), uid);
  }

  /** What a task was given whose node died before it could note that at the pod. */
  private Optional<Sizing> unnoted(Pod pod, TaskView task) {
    return PodAnnotations.noted(pod, task) ? Optional.empty() : sizing.apply(pod);
  }

  /** A task that the pod's status tells of and no list: it ended more than an hour ago. */
  private void look(PodState pod) {
    boolean ended =
        pod.pod().getStatus() != null && TaskToPodStatus.terminal(pod.pod().getStatus().getPhase());
    if (!ended && pod.seen().task().isEmpty()) {
      pod.record().task().ifPresent(task -> watcher.watch(task, pod.uid()));
    }
  }

  /** Goes on until interrupted. */
  void sweep(Runnable wentWell) throws InterruptedException {
    while (true) {
      scheduler.sleep(SWEEP);
      try {
        stop(Adoption.ofStrays(book.all(), runtime.runningTasks()));
        wentWell.run();
      } catch (TaskRuntimeException e) {
        LOG.warn("looking for orphaned tasks: {}", e.getMessage());
      }
    }
  }

  /** One that cannot be stopped now is no reason not to stop the next. */
  private void stop(Adoption found) throws InterruptedException {
    for (TaskView task : found.surplus()) {
      LOG.warn("stopping {}: a task beside its pod's", task.arn());
      stop(task, "another task runs its pod");
    }
    for (TaskView task : found.unmatched()) {
      PodIdentity identity = task.identity().orElseThrow();
      try {
        if (api.live(identity.namespace(), identity.name(), identity.uid()).isEmpty()) {
          LOG.warn("stopping {}: pod {} is gone", task.arn(), identity);
          stop(task, "its pod is gone");
        }
      } catch (KubernetesClientException e) {
        LOG.warn("whose is {}? {}", task.arn(), e.getMessage());
      }
    }
  }

  private void stop(TaskView task, String reason) throws InterruptedException {
    if (!mayStop.getAsBoolean()) {
      return;
    }
    try {
      runtime.stop(task.arn(), reason);
    } catch (TaskRuntimeException e) {
      LOG.warn("cannot stop {} yet: {}", task.arn(), e.getMessage());
    }
  }
}
