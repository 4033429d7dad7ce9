package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskView;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What has been seen of a pod from outside, besides its object.
 *
 * @param presence whether it is in the API
 * @param task the record's task as ECS told of it last; of no other task
 * @param endSeenAt when that task was first seen to have finished
 * @param agent what the agent in that task has told last
 * @param silentSince since when it cannot be heard; empty: it can, or was not tried yet
 * @param endingSince since when that agent is asked to end the containers, or says that it does
 * @param inputs what its spec refers to, as read for the next launch
 * @param volumes what of it lies in the task's volumes
 */
record Observations(
    Presence presence,
    Optional<TaskView> task,
    Optional<Instant> endSeenAt,
    Optional<AgentStatus> agent,
    Optional<Instant> silentSince,
    Optional<Instant> endingSince,
    Optional<Resolution> inputs,
    FollowedVolumes volumes) {
  static final Observations NONE =
      new Observations(
          Presence.PRESENT,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          FollowedVolumes.UNKNOWN);

  Observations with(Presence now) {
    return new Observations(now, task, endSeenAt, agent, silentSince, endingSince, inputs, volumes);
  }

  Observations with(TaskView view, Instant now) {
    Optional<Instant> end = view.finished() ? endSeenAt.or(() -> Optional.of(now)) : endSeenAt;
    return new Observations(
        presence, Optional.of(view), end, agent, silentSince, endingSince, inputs, volumes);
  }

  Observations with(Optional<Resolution> read) {
    return new Observations(
        presence, task, endSeenAt, agent, silentSince, endingSince, read, volumes);
  }

  /** It is heard; what is older than what is known changes nothing else. */
  Observations with(AgentStatus told, Instant now) {
    if (agent.filter(known -> known.version() > told.version()).isPresent()) {
      return silent(Optional.empty());
    }
    Optional<Instant> end = told.ended() ? endSeenAt.or(() -> Optional.of(now)) : endSeenAt;
    Optional<Instant> ending =
        told.stopping() ? endingSince.or(() -> Optional.of(now)) : endingSince;
    return new Observations(
        presence,
        task,
        end,
        Optional.of(told),
        Optional.empty(),
        ending,
        inputs,
        volumes.heard(now));
  }

  /** The agent was asked to end its containers, whether it has heard that or not. */
  Observations endAsked(Instant now) {
    Optional<Instant> ending = endingSince.or(() -> Optional.of(now));
    return new Observations(presence, task, endSeenAt, agent, silentSince, ending, inputs, volumes);
  }

  /** The agent cannot be heard; what it has told stays. */
  Observations unheard(Instant now) {
    return silent(silentSince.or(() -> Optional.of(now)));
  }

  private Observations silent(Optional<Instant> since) {
    return new Observations(presence, task, endSeenAt, agent, since, endingSince, inputs, volumes);
  }

  /** The agent was told what to run; its next report will say so. */
  Observations instructed(VolumeDigests volumesTold) {
    Optional<AgentStatus> told =
        agent.map(
            a ->
                new AgentStatus(
                    a.version(),
                    true,
                    a.stopping(),
                    a.ended(),
                    a.restarting(),
                    a.containers(),
                    a.events()));
    return new Observations(
        presence,
        task,
        endSeenAt,
        told,
        silentSince,
        endingSince,
        Optional.empty(),
        FollowedVolumes.begun(volumesTold));
  }

  Observations volumes(UnaryOperator<FollowedVolumes> change) {
    return new Observations(
        presence, task, endSeenAt, agent, silentSince, endingSince, inputs, change.apply(volumes));
  }

  /** Of another task, of which nothing was seen yet. */
  Observations ofNextTask() {
    return NONE.with(presence);
  }
}
