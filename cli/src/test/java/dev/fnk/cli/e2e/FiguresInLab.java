package dev.fnk.cli.e2e;

import static dev.fnk.cli.e2e.PodsInLab.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the node's pages tell of what a pod uses. */
@Execution(ExecutionMode.CONCURRENT)
abstract class FiguresInLab {
  private final PodsInLab lab;

  FiguresInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @Test
  void whatItUsesIsTold() {
    lab.apply("burns");

    JsonNode burns =
        Await.value(
            "a rate of what it burns, and ten times that of what idles",
            SOON,
            // Others run beside it, on a small machine, and for some time it has only begun.
            () ->
                Optional.of(figuresOf("burns"))
                    .filter(pod -> rate(pod, "busy") > 10_000_000)
                    .filter(pod -> rate(pod, "busy") > 10 * rate(pod, "idle")));
    assertThat(burns.at("/cpu/usageCoreNanoSeconds").asLong())
        .isGreaterThan(used(burns, "busy").at("/cpu/usageCoreNanoSeconds").asLong());
    assertThat(used(burns, "idle").at("/memory/workingSetBytes").asLong())
        .isBetween(100_000L, 100_000_000L);
    assertThat(burns.at("/network/rxBytes").asLong()).isPositive();
    String ofBusy = "{container=\"busy\",namespace=\"default\",pod=\"burns\"} ";
    // Incomplete, and so without the node's memory, while another test's pod begins or ends.
    String resources =
        Await.value(
            "the figures of all pods at a time",
            SOON,
            () ->
                Optional.of(raw("/metrics/resource"))
                    .filter(page -> page.lines().anyMatch("resource_scrape_error 0"::equals)));
    assertThat(resources.lines())
        .anyMatch(line -> line.startsWith("container_cpu_usage_seconds_total" + ofBusy))
        .anyMatch(line -> line.startsWith("container_memory_working_set_bytes" + ofBusy))
        .anyMatch(line -> line.startsWith("container_start_time_seconds" + ofBusy))
        .anyMatch(line -> line.startsWith("node_cpu_usage_seconds_total "))
        .anyMatch(line -> line.startsWith("node_memory_working_set_bytes "));
    shows(
        "/metrics/cadvisor",
        "container_network_receive_bytes_total\\{[^}]*pod=\"burns\"[^}]*} [1-9]");
    shows(
        "/metrics/probes",
        "prober_probe_total\\{container=\"busy\"[^}]*Readiness\",result=\"successful\"} [1-9]");
    assertThat(raw("/configz")).contains("\"kubeletconfig\"");
    lab.home.kubectl("delete", "pod", "burns").exits(0);
  }

  private void shows(String path, String pattern) {
    Await.until(
        path + " shows " + pattern, SOON, () -> Pattern.compile(pattern).matcher(raw(path)).find());
  }

  private static long rate(JsonNode pod, String container) {
    return used(pod, container).at("/cpu/usageNanoCores").asLong(0);
  }

  private String raw(String path) {
    return lab.home
        .kubectl("get", "--raw", "/api/v1/nodes/virtual-kubelet/proxy" + path)
        .exits(0)
        .out();
  }

  private JsonNode figuresOf(String name) {
    JsonNode summary = new JsonMapper().readTree(raw("/stats/summary"));
    for (JsonNode pod : summary.at("/pods")) {
      if (pod.at("/podRef/name").asString().equals(name)) {
        return pod;
      }
    }
    return summary.at("/nothing");
  }

  private static JsonNode used(JsonNode pod, String container) {
    for (JsonNode figures : pod.at("/containers")) {
      if (figures.at("/name").asString().equals(container)) {
        return figures;
      }
    }
    return pod.at("/nothing");
  }
}
