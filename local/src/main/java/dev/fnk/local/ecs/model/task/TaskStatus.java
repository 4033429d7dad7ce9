package dev.fnk.local.ecs.model.task;

/** The life of a task. Source: "Task lifecycle" of the Amazon ECS Developer Guide. */
public enum TaskStatus {
  PROVISIONING,
  PENDING,
  ACTIVATING,
  RUNNING,
  DEACTIVATING,
  STOPPING,
  DEPROVISIONING,
  STOPPED
}
