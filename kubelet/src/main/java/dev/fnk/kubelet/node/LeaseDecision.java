package dev.fnk.kubelet.node;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What to do about the node's lease, given what was read of it. */
sealed interface LeaseDecision {
  /** There is none: make it. */
  record Create() implements LeaseDecision {}

  /** It is free, over or already ours: take it, compare and set. */
  record Take() implements LeaseDecision {}

  /** Another task holds it at least until then. */
  record Wait(String holder, Instant until) implements LeaseDecision {}

  /**
   * A lease as read.
   *
   * @param holder none: released
   * @param renewed by the holder's clock; none: never
   */
  record Observed(@Nullable String holder, @Nullable Instant renewed, Duration duration) {}

  /**
   * Decides. A lease is over when its holder's last renewal is older than its duration, or, should
   * the holder's clock run ahead, when it has not changed for that long as we saw it.
   *
   * @param self identity of this task
   * @param unchangedSince when this task first read the lease as it is
   */
  static LeaseDecision decide(
      @Nullable Observed observed, String self, Instant now, Instant unchangedSince) {
    if (observed == null) {
      return new Create();
    }
    String holder = observed.holder();
    Instant renewed = observed.renewed();
    if (holder == null || holder.isEmpty() || holder.equals(self) || renewed == null) {
      return new Take();
    }
    Instant byHolder = renewed.plus(observed.duration());
    Instant byUs = unchangedSince.plus(observed.duration());
    Instant until = byHolder.isBefore(byUs) ? byHolder : byUs;
    return now.isBefore(until) ? new Wait(holder, until) : new Take();
  }
}
