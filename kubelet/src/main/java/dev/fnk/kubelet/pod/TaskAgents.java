package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The agents in the pods' tasks. */
interface TaskAgents {
  /** Told what an agent reports; from any thread, and must not block. */
  interface Listener {
    void reported(String task, AgentStatus status);

    /** It cannot be heard any more, or not yet; it is tried again. */
    void unheard(String task);
  }

  /** Keeps in touch with the task's agent; again changes nothing. */
  void follow(TaskView task, Listener listener);

  /**
   * @param task id
   */
  void forget(String task);

  /**
   * Tells it what to run.
   *
   * @param task id
   * @throws IOException it is not known whether it has heard
   */
  void instruct(String task, PodSpecification pod) throws IOException, InterruptedException;

  /**
   * Tells it what these volumes hold from now on.
   *
   * @param task id
   * @throws IOException it is not known whether it has heard
   */
  void update(String task, List<Volume> volumes) throws IOException, InterruptedException;

  /**
   * Has it end its containers.
   *
   * @param task id
   * @throws IOException it is not known whether it has heard
   */
  void terminate(String task, Duration grace) throws IOException, InterruptedException;
}
