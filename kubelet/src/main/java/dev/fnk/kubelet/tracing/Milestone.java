package dev.fnk.kubelet.tracing;

/** What a pod reaches, once an attempt, mostly in this order. */
public enum Milestone {
  /** The node knows of it. */
  SEEN,
  /** What it refers to is read, and what its images say. */
  RESOLVED,
  /** ECS has taken its task. */
  LAUNCHED,
  /** ECS says that the task runs; often later than its agent does. */
  TASK_RUNNING,
  /** The agent in the task has proved itself and is heard. */
  AGENT_PROVED,
  /** The agent knows what to run. */
  INSTRUCTED,
  /** Each of its main containers was started. */
  STARTED,
  /** Its condition Ready is true. */
  READY,
  /** It is deleted, or comes to an end otherwise. */
  ENDING,
  /** None of its containers runs, nor will. */
  CONTAINERS_ENDED,
  /** ECS says that the task has stopped. */
  TASK_STOPPED,
  /** It is not in the API any more. */
  GONE
}
