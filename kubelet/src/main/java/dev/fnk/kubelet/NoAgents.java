package dev.fnk.kubelet;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.pod.Instructions;
import dev.fnk.kubelet.pod.TaskAgents;
import dev.fnk.kubelet.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a node has whose tasks have no agents: it follows none, and none can be told anything. */
final class NoAgents implements TaskAgents {
  static final Instructions INSTRUCTIONS =
      (_, _, _) ->
          new Instructions.Instruction.NotReady(
              "ContainerCreating", List.of("this node speaks with no agents"));

  @Override
  public void follow(TaskView task, Listener listener) {}

  @Override
  public void forget(String task) {}

  @Override
  public void instruct(String task, PodSpecification pod) throws IOException {
    throw new IOException("no agents");
  }

  @Override
  public void terminate(String task, Duration grace) throws IOException {
    throw new IOException("no agents");
  }
}
