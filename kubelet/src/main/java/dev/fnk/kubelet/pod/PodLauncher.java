package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.LaunchResult;
import dev.fnk.kubelet.fargate.Patience;
import dev.fnk.kubelet.fargate.TaskRuntime;
import dev.fnk.kubelet.fargate.TaskWatcher;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Launches a pod's task, as long as the pod is wanted, and notes what came of it. */
final class PodLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(PodLauncher.class);

  private final PodBook book;
  private final TaskRuntime runtime;
  private final TaskWatcher watcher;
  private final PodEvents events;
  private final Scheduler scheduler;

  PodLauncher(
      PodBook book,
      TaskRuntime runtime,
      TaskWatcher watcher,
      PodEvents events,
      Scheduler scheduler) {
    this.book = book;
    this.runtime = runtime;
    this.watcher = watcher;
    this.events = events;
    this.scheduler = scheduler;
  }

  /**
   * Starts the task, or notes why it came to nothing and when to try again.
   *
   * @param news raised when something has become known of the pod meanwhile
   */
  void launch(PodState state, TaskPlan plan, Scheduler.Signal news) throws InterruptedException {
    String uid = state.uid();
    LaunchResult result = runtime.launch(plan, patience(uid, news));
    Instant now = scheduler.instant();
    switch (result) {
      case LaunchResult.Launched(var arn, var view, var noSpot) -> {
        LOG.info("{}: task {}", plan.launch().identity(), arn);
        book.update(uid, p -> p.launched(arn, view, plan.sizing(), now));
        watcher.watch(arn, uid);
        events.tell(
            state.pod(),
            false,
            "TaskCreated",
            "Created Fargate task " + TaskView.idOf(arn) + " with " + plan.sizing().size());
        plan.launch()
            .identity()
            .images()
            .values()
            .forEach(
                image ->
                    events.tell(state.pod(), false, "Pulling", "Pulling image \"" + image + "\""));
        noSpot.ifPresent(
            why -> events.tell(state.pod(), true, "NoSpotCapacity", "runs on demand: " + why));
      }
      case LaunchResult.NotNow(var reason, var message, _) ->
          refused(state, reason, new PodRecord.Refusal("ContainerCreating", message), now);
      case LaunchResult.Refused(var message) ->
          refused(
              state, "FailedCreate", new PodRecord.Refusal("CreateContainerError", message), now);
      case LaunchResult.Unwanted() ->
          LOG.debug("{}: not launched any more", plan.launch().identity());
    }
  }

  private void refused(PodState state, String reason, PodRecord.Refusal why, Instant now) {
    book.update(state.uid(), p -> p.launchFailed(why, now));
    events.tell(state.pod(), true, reason, why.message());
  }

  /** A launch waits for its quota until the pod is to end. */
  private Patience patience(String uid, Scheduler.Signal news) {
    return duration -> {
      Instant end = scheduler.instant().plus(duration);
      while (wanted(uid)) {
        Duration left = Duration.between(scheduler.instant(), end);
        if (!left.isPositive()) {
          return true;
        }
        news.await(left);
      }
      return false;
    };
  }

  private boolean wanted(String uid) {
    return book.get(uid)
        .filter(p -> p.seen().presence() == Presence.PRESENT && !p.deleting())
        .isPresent();
  }
}
