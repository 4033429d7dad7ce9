package dev.fnk.kubelet.tracing;

import java.util.Arrays;
import java.util.Optional;

/** From one milestone to another: a span. */
enum Leg {
  RESOLVE(Milestone.SEEN, Milestone.RESOLVED, "resolve inputs"),
  RUN_TASK(Milestone.RESOLVED, Milestone.LAUNCHED, "RunTask"),
  TASK(Milestone.LAUNCHED, Milestone.TASK_RUNNING, "task starts"),
  PROOF(Milestone.LAUNCHED, Milestone.AGENT_PROVED, "agent proves itself"),
  INSTRUCT(Milestone.AGENT_PROVED, Milestone.INSTRUCTED, "instruct agent"),
  START(Milestone.INSTRUCTED, Milestone.STARTED, "start containers"),
  READY(Milestone.STARTED, Milestone.READY, "become ready"),
  END(Milestone.ENDING, Milestone.CONTAINERS_ENDED, "end containers"),
  STOP(Milestone.CONTAINERS_ENDED, Milestone.TASK_STOPPED, "stop task"),
  LEAVE(Milestone.TASK_STOPPED, Milestone.GONE, "leave the API");

  private final Milestone from;
  private final Milestone to;
  private final String span;

  Leg(Milestone from, Milestone to, String span) {
    this.from = from;
    this.to = to;
    this.span = span;
  }

  static Optional<Leg> endingAt(Milestone milestone) {
    return Arrays.stream(values()).filter(leg -> leg.to == milestone).findFirst();
  }

  Milestone from() {
    return from;
  }

  /** The span's name. */
  String span() {
    return span;
  }

  /** Whether it is a part of the pod's end, and not of its start. */
  boolean ofTheEnd() {
    return from.compareTo(Milestone.ENDING) >= 0;
  }
}
