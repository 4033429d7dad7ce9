package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskView;
import java.util.List;

/** The node's tasks, wherever they run. All methods may be called at once. */
public interface TaskRuntime {
  /**
   * Starts the pod's task, or finds it, if an earlier call has started it already.
   *
   * @param patience how long the call waits for its quota
   */
  LaunchResult launch(TaskPlan plan, Patience patience) throws InterruptedException;

  /**
   * Asks for the task's end: SIGTERM, and SIGKILL after its stop timeout. A task that has ended or
   * that is forgotten is stopped already.
   *
   * @throws TaskRuntimeException what ECS said; to be tried again
   */
  void stop(String task, String reason) throws InterruptedException;

  /**
   * All tasks that this node has started: those that run and those that stopped within the last
   * hour.
   *
   * @throws TaskRuntimeException when any of it could not be read: half a list is none
   */
  List<TaskView> ownTasks() throws InterruptedException;

  /** Those that are to run, of this node; throws as {@link #ownTasks}. */
  List<TaskView> runningTasks() throws InterruptedException;

  /**
   * What ECS knows of them. One that cannot be asked for harms no other.
   *
   * @param tasks ARNs or ids
   * @throws TaskRuntimeException what ECS said
   */
  Described describe(List<String> tasks) throws InterruptedException;
}
