package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.podspec.CurrentVolumes;
import dev.fnk.kubelet.podspec.DownwardValues;
import dev.fnk.kubelet.podspec.Fault;
import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.reference.Reading;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a running pod's volumes are to hold and has its agent lay what is not there yet. A few
 * pods at a time: a thousand may name one config map, and each copy may be a mebibyte.
 */
final class VolumeFollower {
  private static final Logger LOG = LoggerFactory.getLogger(VolumeFollower.class);
  private static final int PARALLEL = 32;
  private static final Duration LATER = Duration.ofSeconds(2);

  private final PodBook book;
  private final TaskAgents agents;
  private final InputResolver inputs;
  private final Instructions instructions;
  private final PodEvents events;
  private final Scheduler scheduler;
  private final PodExecutor.Requeue requeue;
  private final Semaphore places = new Semaphore(PARALLEL, true);

  VolumeFollower(
      PodBook book,
      TaskAgents agents,
      InputResolver inputs,
      Instructions instructions,
      PodEvents events,
      Scheduler scheduler,
      PodExecutor.Requeue requeue) {
    this.book = book;
    this.agents = agents;
    this.inputs = inputs;
    this.instructions = instructions;
    this.events = events;
    this.scheduler = scheduler;
    this.requeue = requeue;
  }

  void follow(PodState state, String task) throws InterruptedException {
    if (!places.tryAcquire(1, TimeUnit.SECONDS)) {
      Instant later = scheduler.instant().plus(LATER);
      book.update(state.uid(), p -> p.volumes(v -> v.later(later)));
      return;
    }
    try {
      read(state, task);
    } finally {
      places.release();
    }
  }

  private void read(PodState state, String task) throws InterruptedException {
    String uid = state.uid();
    book.update(uid, p -> p.volumes(FollowedVolumes::reading));
    Reading reading =
        inputs.volumes(
            state.pod(),
            () -> {
              book.update(uid, p -> p.volumes(FollowedVolumes::news));
              requeue.submit(uid);
            });
    switch (reading) {
      case Reading.Resolved resolved -> lay(state, task, resolved);
      case Reading.Missing missing -> unread(state, String.join("; ", missing.what()));
      case Reading.NotNow(String message) -> unread(state, message);
    }
  }

  private void unread(PodState state, String why) {
    LOG.warn("{}: its volumes do not follow yet: {}", state.name(), why);
    Instant now = scheduler.instant();
    book.update(state.uid(), p -> p.volumes(v -> v.unread(now)));
  }

  private void lay(PodState state, String task, Reading.Resolved read) throws InterruptedException {
    Pod pod = state.pod();
    FollowedVolumes before = state.seen().volumes();
    CurrentVolumes current = instructions.volumes(pod, read.references());
    boolean all = before.tellsAll(scheduler.instant());
    VolumeDigests told = before.told().orElse(VolumeDigests.of(List.of()));
    List<Volume> changed = all ? current.volumes() : current.changedSince(told);
    try {
      if (!changed.isEmpty()) {
        agents.update(TaskView.idOf(task), changed);
        LOG.info("{}: told of {}", state.name(), changed.stream().map(Volume::name).toList());
      }
    } catch (IOException e) {
      LOG.warn("{}: {} is not told of its volumes: {}", state.name(), task, e.getMessage());
      Instant now = scheduler.instant();
      book.update(state.uid(), p -> p.volumes(v -> v.unheard(now)));
      return;
    }
    List<String> faults = current.faults().stream().map(Fault::message).toList();
    Instant now = scheduler.instant();
    book.update(
        state.uid(),
        p ->
            p.volumes(
                v ->
                    v.laid(
                        told.with(changed),
                        all,
                        DownwardValues.of(pod),
                        read.again(),
                        faults,
                        now)));
    faults.stream()
        .filter(fault -> !before.faults().contains(fault))
        .forEach(fault -> events.tell(pod, true, "FailedMount", fault));
  }
}
