package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** What becomes of manifests. */
final class SpecifiedPods {
  static final String SIMPLE = "containers: [{name: web, image: nginx}]";

  private SpecifiedPods() {}

  static ContainerSpecification only(String spec, Given given) {
    return specified(spec, given).specification().containers().getFirst();
  }

  static SpecificationResult.Specified specified(String spec, Given given) {
    Pod pod = Yaml.pod(spec);
    var result = PodToSpecification.specify(pod, given.inputs(pod));
    assertThat(result).isInstanceOf(SpecificationResult.Specified.class);
    return (SpecificationResult.Specified) result;
  }

  static List<Fault> faults(String spec, Given given) {
    Pod pod = Yaml.pod(spec);
    var result = PodToSpecification.specify(pod, given.inputs(pod));
    assertThat(result).isInstanceOf(SpecificationResult.Faulty.class);
    return ((SpecificationResult.Faulty) result).faults();
  }
}
