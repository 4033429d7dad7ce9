package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the agent in a pod's task run its containers, and end them, and notes what came of it. */
final class PodInstructor {
  private static final Logger LOG = LoggerFactory.getLogger(PodInstructor.class);

  private final PodBook book;
  private final TaskAgents agents;
  private final InputResolver inputs;
  private final Scheduler scheduler;

  PodInstructor(PodBook book, TaskAgents agents, InputResolver inputs, Scheduler scheduler) {
    this.book = book;
    this.agents = agents;
    this.inputs = inputs;
    this.scheduler = scheduler;
  }

  void instruct(PodState state, String task, PodSpecification pod) throws InterruptedException {
    String uid = state.uid();
    try {
      agents.instruct(TaskView.idOf(task), pod);
      VolumeDigests volumes = VolumeDigests.of(pod.volumes());
      book.update(uid, p -> p.instructed(volumes));
      if (!FollowedVolumes.followedOf(state.pod())) {
        inputs.release(uid);
      }
    } catch (IOException e) {
      LOG.warn("{}: the agent of {} is not told yet: {}", state.name(), task, e.getMessage());
      Instant now = scheduler.instant();
      book.update(
          uid,
          p ->
              p.launchFailed(
                  new PodRecord.Refusal("ContainerCreating", "the agent does not answer"), now));
    }
  }

  void terminate(PodState state, String task, Duration grace) throws InterruptedException {
    String uid = state.uid();
    book.update(uid, p -> p.ofTask(task) ? p.endAsked(scheduler.instant()) : p);
    try {
      agents.terminate(TaskView.idOf(task), grace);
      Instant next = scheduler.instant().plus(TaskEnd.TERMINATE_AGAIN);
      book.update(uid, p -> p.record(r -> r.stopAsked(next)));
    } catch (IOException e) {
      LOG.warn("{}: the agent of {} does not stop it yet: {}", state.name(), task, e.getMessage());
      book.update(uid, p -> p.record(r -> r.stopFailed(scheduler.instant())));
    }
  }
}
