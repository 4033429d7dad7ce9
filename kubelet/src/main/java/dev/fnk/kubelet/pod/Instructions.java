package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.podspec.CurrentVolumes;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** What the agent in a pod's task is told to run. Pure. */
@FunctionalInterface
interface Instructions {
  /**
   * @param task the pod's, which has its address
   * @param inputs what the pod's spec refers to
   */
  Instruction of(Pod pod, TaskView task, Inputs inputs);

  /** What the pod's volumes are to hold by now. */
  default CurrentVolumes volumes(Pod pod, ResolvedReferences references) {
    return new CurrentVolumes(List.of(), List.of());
  }

  /** What came of it. */
  sealed interface Instruction {
    /** All is there. */
    record Ready(PodSpecification pod) implements Instruction {}

    /**
     * Something is missing, or will never do.
     *
     * @param reason why the containers wait, such as {@code CreateContainerConfigError}
     */
    record NotReady(String reason, List<String> messages) implements Instruction {
      public NotReady {
        messages = List.copyOf(messages);
      }
    }
  }
}
