package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows for a pod.
 *
 * @param actions in the order in which they are to be done; the status is written before a {@link
 *     Action.Finish} or {@link Action.Forget}, and after the others
 * @param status what the pod's status is to be; empty: as it is
 * @param record what holds once the status is written, together with the notes it makes at the pod
 * @param lookAgainAt when to decide anew without news; empty: with the next news only
 */
record Decision(
    List<Action> actions,
    Optional<PodStatus> status,
    PodRecord record,
    Optional<Instant> lookAgainAt) {
  Decision {
    actions = List.copyOf(actions);
  }

  static Decision nothing(PodRecord record) {
    return new Decision(List.of(), Optional.empty(), record, Optional.empty());
  }

  static Decision of(PodRecord record, PodStatus status) {
    return new Decision(List.of(), Optional.of(status), record, Optional.empty());
  }

  Decision and(Action... more) {
    var all = new ArrayList<>(actions);
    all.addAll(List.of(more));
    return new Decision(all, status, record, lookAgainAt);
  }

  Decision and(List<? extends Action> more) {
    return and(more.toArray(Action[]::new));
  }

  Decision lookAgainAt(Instant time) {
    Instant first = lookAgainAt.filter(at -> at.isBefore(time)).orElse(time);
    return new Decision(actions, status, record, Optional.of(first));
  }

  Decision lookAgainAt(Optional<Instant> time) {
    return time.map(this::lookAgainAt).orElse(this);
  }
}
