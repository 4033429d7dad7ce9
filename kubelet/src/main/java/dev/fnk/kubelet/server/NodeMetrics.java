package dev.fnk.kubelet.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The node's own metrics, in Prometheus' text format. */
public final class NodeMetrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /**
   * @param pods the node's pods with their status
   */
  public NodeMetrics(Supplier<List<Pod>> pods) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    for (String phase : List.of("Pending", "Running", "Succeeded", "Failed")) {
      Gauge.builder("fnk.node.pods", pods, all -> count(all.get(), phase))
          .description("pods bound to this node, by phase")
          .tag("phase", phase)
          .strongReference(true)
          .register(registry);
    }
  }

  String scrape() {
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

  private static double count(List<Pod> pods, String phase) {
    return pods.stream()
        .filter(pod -> pod.getStatus() != null && phase.equals(pod.getStatus().getPhase()))
        .count();
  }
}
