package dev.fnk.kubelet.stats;

import dev.fnk.kubelet.agent.contract.TaskStatistics.ProbeCount;
import java.util.Optional;

/** {@code /metrics/probes}, as the kubelet's (pkg/kubelet/prober/prober_manager.go). */
final class ProbeMetrics {
  private ProbeMetrics() {}

  static String of(Snapshot snapshot) {
    var text = new Exposition();
    var total =
        text.counter(
            "prober_probe_total",
            "Cumulative number of a liveness, readiness or startup probe for a container by result.");
    for (PodFigures pod : snapshot.pods()) {
      for (ProbeCount probe : pod.figures().probes()) {
        total.sample(
            Long.toString(probe.count()),
            Optional.empty(),
            "container",
            probe.container(),
            "namespace",
            pod.namespace(),
            "pod",
            pod.name(),
            "pod_uid",
            pod.pod().getMetadata().getUid(),
            "probe_type",
            probe.kind(),
            "result",
            probe.result());
      }
    }
    return text.text();
  }
}
