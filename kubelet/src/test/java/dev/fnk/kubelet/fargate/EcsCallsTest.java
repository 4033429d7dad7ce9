package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricCollector;

final class EcsCallsTest {
  private final EcsCalls calls = new EcsCalls();

  /** As the SDK tells of a call: an attempt is a collection of its own. */
  private static MetricCollection call(String action, boolean successful, String... errors) {
    MetricCollector call = MetricCollector.create("ApiCall");
    call.reportMetric(CoreMetric.OPERATION_NAME, action);
    call.reportMetric(CoreMetric.API_CALL_SUCCESSFUL, successful);
    for (String error : errors) {
      call.createChild("ApiCallAttempt").reportMetric(CoreMetric.ERROR_TYPE, error);
    }
    call.createChild("ApiCallAttempt");
    return call.collect();
  }

  @Test
  void callsAreCountedByActionAndResultAndThrottledAttemptsApart() {
    calls.publish(call("RunTask", true));
    calls.publish(call("RunTask", true, "Throttling", "ServerError", "Throttling"));
    calls.publish(call("RunTask", false, "Other"));
    calls.publish(call("StopTask", true));

    assertThat(calls.calls())
        .isEqualTo(
            Map.of(
                List.of("RunTask", "success"),
                2L,
                List.of("RunTask", "failure"),
                1L,
                List.of("StopTask", "success"),
                1L));
    assertThat(calls.throttled()).isEqualTo(Map.of(List.of("RunTask"), 2L));
  }
}
