package dev.fnk.kubelet.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The node's own metrics, in Prometheus' text format. */
public final class NodeMetrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Seconds: an image that is small and one that is large, and what is not usual any more. */
  private static final Duration[] LAUNCH_BUCKETS =
      IntStream.of(1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600)
          .mapToObj(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer launches =
      Timer.builder("fnk.pod.launch")
          .description("from a pod's creation until it runs")
          .serviceLevelObjectives(LAUNCH_BUCKETS)
          .register(registry);
  private final List<Runnable> before = new CopyOnWriteArrayList<>();

  /** With those of the node's process. */
  public NodeMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Counts pods by phase. */
  public void pods(NodePods pods) {
    for (String phase : List.of("Pending", "Running", "Succeeded", "Failed")) {
      Gauge.builder("fnk.node.pods", pods, all -> count(all.pods(), phase))
          .description("pods bound to this node, by phase")
          .tag("phase", phase)
          .strongReference(true)
          .register(registry);
    }
  }

  /**
   * A number that goes up and down.
   *
   * @param name its words separated by points
   */
  public void gauge(String name, String description, Supplier<? extends Number> value) {
    Gauge.builder(name, value, now -> now.get().doubleValue())
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /**
   * Counters that are kept elsewhere, also of what comes later.
   *
   * @param labels names
   * @param counts by the labels' values, in their order
   */
  public void counters(
      String name,
      String description,
      List<String> labels,
      Supplier<? extends Map<List<String>, Long>> counts) {
    before.add(
        () ->
            counts
                .get()
                .keySet()
                .forEach(
                    values -> {
                      var tags = new ArrayList<String>();
                      for (int i = 0; i < labels.size(); i++) {
                        tags.addAll(List.of(labels.get(i), values.get(i)));
                      }
                      FunctionCounter.builder(
                              name, counts, all -> all.get().getOrDefault(values, 0L))
                          .description(description)
                          .tags(tags.toArray(String[]::new))
                          .register(registry);
                    }));
  }

  /** A pod runs for the first time. */
  public void launched(Duration sinceItsCreation) {
    launches.record(sinceItsCreation);
  }

  String scrape() {
    before.forEach(Runnable::run);
    return registry.scrape(CONTENT_TYPE);
  }

  /**
   * @param route one of few
   */
  void served(String route) {
    requests(route.toLowerCase(Locale.ROOT), "admitted");
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
