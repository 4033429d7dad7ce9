package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import java.util.List;

/** What came of specifying a pod. */
public sealed interface SpecificationResult {
  /**
   * It can be told to its agent.
   *
   * @param notices what is left out
   */
  record Specified(PodSpecification specification, List<Notice> notices)
      implements SpecificationResult {
    public Specified {
      notices = List.copyOf(notices);
    }
  }

  /**
   * It cannot, or not yet.
   *
   * @param faults all of them, at least one
   */
  record Faulty(List<Fault> faults) implements SpecificationResult {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }
}
