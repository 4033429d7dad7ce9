package dev.fnk.kubelet.fargate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/** Counts the calls of ECS, as the SDK tells of them. */
public final class EcsCalls implements MetricPublisher {
  /** What the SDK calls an attempt that was answered with a throttling error. */
  private static final String THROTTLING = "Throttling";

  private final Map<List<String>, LongAdder> calls = new ConcurrentHashMap<>();
  private final Map<List<String>, LongAdder> throttled = new ConcurrentHashMap<>();

  @Override
  public void publish(MetricCollection call) {
    String action =
        call.metricValues(CoreMetric.OPERATION_NAME).stream().findFirst().orElse("unknown");
    boolean success = call.metricValues(CoreMetric.API_CALL_SUCCESSFUL).contains(true);
    add(calls, List.of(action, success ? "success" : "failure"), 1);
    long refused =
        call.children().stream()
            .filter(attempt -> attempt.metricValues(CoreMetric.ERROR_TYPE).contains(THROTTLING))
            .count();
    if (refused > 0) {
      add(throttled, List.of(action), refused);
    }
  }

  private static void add(Map<List<String>, LongAdder> counts, List<String> key, long more) {
    counts.computeIfAbsent(key, _ -> new LongAdder()).add(more);
  }

  /** By action and result, {@code success} or {@code failure}; retries are of one call. */
  public Map<List<String>, Long> calls() {
    return now(calls);
  }

  /** Attempts that ECS throttled, by action; they are tried again. */
  public Map<List<String>, Long> throttled() {
    return now(throttled);
  }

  private static Map<List<String>, Long> now(Map<List<String>, LongAdder> counts) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sum()));
  }

  @Override
  public void close() {}
}
