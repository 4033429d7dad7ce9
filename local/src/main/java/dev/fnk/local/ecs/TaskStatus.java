package dev.fnk.local.ecs;

/** The life of a task. Source: "Task lifecycle" of the Amazon ECS Developer Guide. */
enum TaskStatus {
  PROVISIONING,
  PENDING,
  ACTIVATING,
  RUNNING,
  DEACTIVATING,
  STOPPING,
  DEPROVISIONING,
  STOPPED
}
