package dev.fnk.kubelet.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The node's own metrics, in Prometheus' text format. */
public final class NodeMetrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<Map<String, Long>> restarts;

  /**
   * @param pods the node's pods with their status
   * @param restarts how often each of the node's loops stopped unexpectedly, by name
   */
  public NodeMetrics(NodePods pods, Supplier<Map<String, Long>> restarts) {
    this.restarts = restarts;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    for (String phase : List.of("Pending", "Running", "Succeeded", "Failed")) {
      Gauge.builder("fnk.node.pods", pods, all -> count(all.pods(), phase))
          .description("pods bound to this node, by phase")
          .tag("phase", phase)
          .strongReference(true)
          .register(registry);
    }
  }

  String scrape() {
    // Loops come with the node's work: a counter for each that there is by now.
    restarts
        .get()
        .keySet()
        .forEach(
            loop ->
                FunctionCounter.builder(
                        "fnk.node.loop.restarts", restarts, all -> count(all.get(), loop))
                    .description("how often a loop of the node stopped unexpectedly")
                    .tag("loop", loop)
                    .register(registry));
    return registry.scrape(CONTENT_TYPE);
  }

  void served(Route route) {
    requests(route.getClass().getSimpleName().toLowerCase(Locale.ROOT), "admitted");
  }

  void refused(int status) {
    requests("any", Integer.toString(status));
  }

  private void requests(String route, String outcome) {
    Counter.builder("fnk.kubelet.api.requests")
        .description("requests to the kubelet API, by route and what became of them")
        .tag("route", route)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  private static double count(Map<String, Long> restarts, String loop) {
    return restarts.getOrDefault(loop, 0L);
  }

  private static double count(List<Pod> pods, String phase) {
    return pods.stream()
        .filter(pod -> pod.getStatus() != null && phase.equals(pod.getStatus().getPhase()))
        .count();
  }
}
