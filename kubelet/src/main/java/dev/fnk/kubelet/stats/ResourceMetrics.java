package dev.fnk.kubelet.stats;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /metrics/resource}: names, labels and order of the kubelet's
 * (pkg/kubelet/metrics/collectors/resource_metrics.go).
 */
final class ResourceMetrics {
  private ResourceMetrics() {}

  static String of(Snapshot snapshot) {
    var text = new Exposition();
    containers(text, snapshot);
    node(text, snapshot);
    pods(text, snapshot);
    String failed = snapshot.missing() > 0 ? "1" : "0";
    String help = "1 if there was an error while getting container metrics, 0 otherwise";
    text.gauge("resource_scrape_error", help).sample(failed, Optional.empty());
    text.gauge("scrape_error", help).sample(failed, Optional.empty());
    return text.text();
  }

  private static void containers(Exposition text, Snapshot snapshot) {
    var cpu =
        text.counter(
            "container_cpu_usage_seconds_total",
            "Cumulative cpu time consumed by the container in core-seconds");
    var memory =
        text.gauge(
            "container_memory_working_set_bytes", "Current working set of the container in bytes");
    // Not of the program's present run: a restart in place does not set the counter back.
    var start =
        text.gauge(
            "container_start_time_seconds",
            "Start time of the container since unix epoch in seconds");
    for (PodFigures pod : snapshot.pods()) {
      for (PodFigures.Running container : pod.running()) {
        var figures = container.figures();
        String[] labels = {
          "container", figures.name(), "namespace", pod.namespace(), "pod", pod.name()
        };
        figures.cpu().ifPresent(c -> cpu.seconds(c.usageNanoseconds(), figures.at(), labels));
        figures.memory().ifPresent(m -> memory.number(m.workingSet(), figures.at(), labels));
        figures.since().ifPresent(since -> start.time(since, labels));
      }
    }
  }

  private static void node(Exposition text, Snapshot snapshot) {
    text.counter(
            "node_cpu_usage_seconds_total",
            "Cumulative cpu time consumed by the node in core-seconds")
        .seconds(snapshot.node().cpuNanoseconds(), snapshot.at());
    OptionalLong workingSet = NodeMemory.of(snapshot, PodFigures::workingSet);
    var memory =
        text.gauge("node_memory_working_set_bytes", "Current working set of the node in bytes");
    workingSet.ifPresent(bytes -> memory.number(bytes, snapshot.at()));
  }

  private static void pods(Exposition text, Snapshot snapshot) {
    var cpu =
        text.counter(
            "pod_cpu_usage_seconds_total",
            "Cumulative cpu time consumed by the pod in core-seconds");
    var memory =
        text.gauge("pod_memory_working_set_bytes", "Current working set of the pod in bytes");
    for (PodFigures pod : snapshot.pods()) {
      Instant at = pod.at();
      String[] labels = {"namespace", pod.namespace(), "pod", pod.name()};
      pod.cpuNanoseconds().ifPresent(used -> cpu.seconds(used, at, labels));
      pod.workingSet().ifPresent(bytes -> memory.number(bytes, at, labels));
    }
  }
}
