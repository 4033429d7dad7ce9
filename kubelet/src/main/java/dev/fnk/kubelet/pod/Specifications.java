package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.podspec.CurrentVolumes;
import dev.fnk.kubelet.podspec.Fault;
import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.Unsupported;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The pod's specification, in its task. */
final class Specifications implements Instructions {
  private final SupervisedTask mapping;

  Specifications(SupervisedTask mapping) {
    this.mapping = mapping;
  }

  @Override
  public Instruction of(Pod pod, TaskView task, Inputs inputs) {
    return switch (mapping.specify(pod, task.ip().orElseThrow(), inputs)) {
      case SpecificationResult.Specified(PodSpecification told, List<Notice> _) ->
          new Instruction.Ready(told);
      case SpecificationResult.Faulty(List<Fault> faults) -> {
        Unsupported why = Unsupported.of(faults);
        yield new Instruction.NotReady(why.reason(), why.messages());
      }
    };
  }

  @Override
  public CurrentVolumes volumes(Pod pod, ResolvedReferences references) {
    return mapping.volumes(pod, references);
  }
}
