package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.TaskStatistics;
import dev.fnk.kubelet.agent.contract.Volume;
import java.time.Duration;
import java.util.List;

/**
 * Connections to the agents of many tasks.
 *
 * <p>Calls have a deadline. Of an agent whose first connection is under way they wait for it; of
 * one that was lost they fail at once. Each may be made again when its answer was lost.
 */
public interface Agents extends AutoCloseable {
  /**
   * Keeps a connection to the agent, made again when it is lost, until it tells that its pod has
   * ended or {@link #forget} is called. Of a task that is followed already it changes nothing.
   */
  void follow(AgentTarget target, Listener listener);

  /** Ends the connection. The listener may be in its last call. */
  void forget(String taskId);

  /** Tells what to run; once in a task's life, the same again changes nothing. */
  void run(String taskId, PodSpecification pod) throws AgentException, InterruptedException;

  /** Tells what these volumes of a pod that was told hold from now on; others stay as they are. */
  void update(String taskId, List<Volume> volumes) throws AgentException, InterruptedException;

  /** Has the pod ended: TERM now, KILL after the grace. Returns when the agent has heard it. */
  void stop(String taskId, Duration grace) throws AgentException, InterruptedException;

  /**
   * What the task's containers have used.
   *
   * @param within its deadline; an agent asks the engine, which takes two seconds
   */
  TaskStatistics statistics(String taskId, Duration within)
      throws AgentException, InterruptedException;

  /** The way to open streams to the agent. */
  AgentStreams streams(String taskId) throws AgentException, InterruptedException;

  @Override
  void close();

  /** Told by one thread a task, one thing after the other. It must not block for long. */
  interface Listener {
    /** All that the agent knows: with each connection, and with each change. */
    void status(AgentStatus status);

    /**
     * There is no connection, and another is tried for; told once for the same reason.
     *
     * @param why in one line, without a secret
     */
    void lost(String why);
  }
}
