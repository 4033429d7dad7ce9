package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.fargate.TaskRuntime;
import dev.fnk.kubelet.fargate.TaskRuntimeException;
import dev.fnk.kubelet.fargate.TaskWatcher;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is decided for a pod, notes what came of it, and has the next decided, until there is
 * nothing to do but wait.
 */
final class PodExecutor {
  /** Somebody else writes the pod as fast as the node: it need not win. */
  private static final int MOST_ROUNDS = 8;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(PodExecutor.class);

  private final PodBook book;
  private final PodDecider decider;
  private final TaskRuntime runtime;
  private final TaskWatcher watcher;
  private final TaskAgents agents;
  private final PodApi api;
  private final InputResolver inputs;
  private final PodEvents events;
  private final Scheduler scheduler;
  private final Requeue requeue;
  private final PodLauncher launcher;
  private final PodInstructor instructor;
  private final VolumeFollower follower;

  /** Has a pod decided about anew. */
  @FunctionalInterface
  interface Requeue {
    void submit(String uid);
  }

  /** What came of one decision. */
  private sealed interface Outcome {
    /** The next can be decided at once. */
    record Again() implements Outcome {}

    /** Nothing more to do now. */
    record Wait(Optional<Instant> until) implements Outcome {}
  }

  PodExecutor(
      PodBook book,
      PodDecider decider,
      TaskRuntime runtime,
      TaskWatcher watcher,
      TaskAgents agents,
      PodApi api,
      InputResolver inputs,
      Instructions instructions,
      PodEvents events,
      Scheduler scheduler,
      Requeue requeue) {
    this.book = book;
    this.decider = decider;
    this.runtime = runtime;
    this.watcher = watcher;
    this.agents = agents;
    this.api = api;
    this.inputs = inputs;
    this.events = events;
    this.scheduler = scheduler;
    this.requeue = requeue;
    this.launcher = new PodLauncher(book, runtime, watcher, events, scheduler);
    this.instructor = new PodInstructor(book, agents, inputs, scheduler);
    this.follower =
        new VolumeFollower(book, agents, inputs, instructions, events, scheduler, requeue);
  }

  /**
   * Works on one pod.
   *
   * @param news raised when something has become known of the pod meanwhile
   * @return when to look again without news
   */
  Optional<Instant> work(String uid, Scheduler.Signal news) throws InterruptedException {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Optional<PodState> state = book.get(uid);
      if (state.isEmpty()) {
        return Optional.empty();
      }
      if (carryOut(state.get(), news) instanceof Outcome.Wait(Optional<Instant> until)) {
        return until;
      }
    }
    return Optional.of(scheduler.instant().plus(PAUSE));
  }

  private Outcome carryOut(PodState state, Scheduler.Signal news) throws InterruptedException {
    Decision decision =
        decider.decide(state.pod(), state.record(), state.seen(), scheduler.instant());
    decision.status().ifPresent(s -> book.update(state.uid(), p -> p.standsBy(s)));
    boolean done = false;
    for (Action action : decision.actions()) {
      switch (action) {
        case Action.Verify() -> verify(state);
        case Action.Resolve() -> resolve(state);
        case Action.Launch(TaskPlan plan) -> launcher.launch(state, plan, news);
        case Action.Instruct(String task, PodSpecification pod) ->
            instructor.instruct(state, task, pod);
        case Action.FollowVolumes(String task) -> follower.follow(state, task);
        case Action.Terminate(String task, Duration grace) ->
            instructor.terminate(state, task, grace);
        case Action.Stop(String task, String reason) -> stop(state, task, reason);
        case Action.Finish(), Action.Forget(), Action.Tell(_, _, _) -> {
          continue;
        }
      }
      done = true;
    }
    boolean again = done;
    if (decision.status().isPresent()) {
      PodStatus status = decision.status().get();
      var notes = PodAnnotations.of(decision.record(), state.pod());
      if (!notes.isEmpty() || !status.equals(state.pod().getStatus())) {
        if (!state.record().write().due(scheduler.instant())) {
          return waitForWrite(state.uid(), decision);
        }
        Optional<Outcome> failure = write(state, decision, status);
        if (failure.isPresent()) {
          return failure.get();
        }
        done = true;
      } else if (!decision.record().equals(state.record())) {
        // Written before, though its answer was lost.
        commit(state, decision, state.pod());
      }
      again |= !decision.record().equals(state.record());
    }
    if (done) {
      tell(state.pod(), decision);
    }
    if (again) {
      return new Outcome.Again();
    }
    return end(state, decision);
  }

  private Outcome waitForWrite(String uid, Decision decision) {
    return new Outcome.Wait(
        book.get(uid)
            .map(state -> decision.lookAgainAt(state.record().write().notBefore()))
            .flatMap(Decision::lookAgainAt));
  }

  private void tell(Pod pod, Decision decision) {
    for (Action action : decision.actions()) {
      if (action instanceof Action.Tell(boolean warning, String reason, String message)) {
        events.tell(pod, warning, reason, message);
      }
    }
  }

  private void verify(PodState state) throws InterruptedException {
    try {
      Optional<Pod> live = api.live(state.pod());
      book.update(state.uid(), p -> live.map(p::present).orElseGet(p::gone));
    } catch (KubernetesClientException e) {
      LOG.warn("{}: cannot see whether it is there: {}", state.name(), e.getMessage());
      book.update(state.uid(), p -> p.record(r -> r.writeFailed(scheduler.instant())));
    }
  }

  private void resolve(PodState state) throws InterruptedException {
    String uid = state.uid();
    var resolution =
        inputs.resolve(
            state.pod(),
            () -> {
              book.update(uid, PodState::unresolved);
              requeue.submit(uid);
            });
    if (resolution instanceof Resolution.NotNow(String reason, String message)) {
      Instant now = scheduler.instant();
      book.update(uid, p -> p.launchFailed(PodRecord.Refusal.of(reason, message, p.record()), now));
      if (!decider.refuses(state.pod())) {
        events.tell(state.pod(), true, "Failed", message);
      }
      return;
    }
    book.update(uid, p -> p.resolved(resolution));
  }

  private void stop(PodState state, String task, String reason) throws InterruptedException {
    String uid = state.uid();
    try {
      runtime.stop(task, reason);
      Instant next = scheduler.instant().plus(TaskEnd.STOP_AGAIN);
      book.update(uid, p -> p.record(r -> r.stopAsked(next)));
      watcher.watch(task, uid);
      watcher.expectChange(task);
    } catch (TaskRuntimeException e) {
      LOG.warn("{}: cannot stop {} yet: {}", state.name(), task, e.getMessage());
      book.update(uid, p -> p.record(r -> r.stopFailed(scheduler.instant())));
    }
  }

  /** Returns what to do when it could not be written; empty: it is. */
  private Optional<Outcome> write(PodState state, Decision decision, PodStatus status)
      throws InterruptedException {
    String uid = state.uid();
    Pod pod = state.pod();
    try {
      switch (api.writeStatus(pod, status, PodAnnotations.of(decision.record(), pod))) {
        case PodApi.Written.Done(Pod now) -> {
          for (var told : StatusEvents.between(pod, status)) {
            events.tell(pod, told.container(), told.warning(), told.reason(), told.message());
          }
          commit(state, decision, now);
          if (TaskToPodStatus.terminal(status.getPhase())) {
            inputs.release(uid);
          }
          return Optional.empty();
        }
        case PodApi.Written.Stale(Pod now) -> book.update(uid, p -> p.newer(now));
        case PodApi.Written.Gone() -> book.update(uid, PodState::gone);
      }
      return Optional.of(new Outcome.Again());
    } catch (KubernetesClientException e) {
      LOG.warn("{}: status not written yet: {}", state.name(), e.getMessage());
      book.update(uid, p -> p.record(r -> r.writeFailed(scheduler.instant())));
      return Optional.of(waitForWrite(uid, decision));
    }
  }

  /** The pod says what was decided: it holds. */
  private void commit(PodState state, Decision decision, Pod now) {
    book.update(state.uid(), p -> p.written(state.record(), decision.record(), now));
    if (decision.record().attempt() != state.record().attempt()) {
      state.record().task().ifPresent(this::forget);
    }
  }

  private void forget(String task) {
    watcher.forget(task);
    agents.forget(TaskView.idOf(task));
  }

  /** What comes last: letting go of the pod. */
  private Outcome end(PodState state, Decision decision) throws InterruptedException {
    String uid = state.uid();
    if (decision.actions().contains(new Action.Finish())) {
      if (!state.record().write().due(scheduler.instant())) {
        return waitForWrite(uid, decision);
      }
      try {
        api.delete(state.pod());
        book.update(uid, PodState::gone);
        return new Outcome.Again();
      } catch (KubernetesClientException e) {
        LOG.warn("{}: not taken out of the API yet: {}", state.name(), e.getMessage());
        book.update(uid, p -> p.record(r -> r.writeFailed(scheduler.instant())));
        return waitForWrite(uid, decision);
      }
    }
    if (decision.actions().contains(new Action.Forget())) {
      state.record().task().ifPresent(this::forget);
      inputs.release(uid);
      book.forget(uid);
    }
    return new Outcome.Wait(decision.lookAgainAt());
  }
}
