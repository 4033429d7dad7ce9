package dev.fnk.kubelet.stats;

import static dev.fnk.kubelet.stats.Figures.BEGIN;
import static dev.fnk.kubelet.stats.Figures.container;
import static dev.fnk.kubelet.stats.Figures.nothingKnown;
import static dev.fnk.kubelet.stats.Figures.pod;
import static dev.fnk.kubelet.stats.Figures.running;
import static dev.fnk.kubelet.stats.Figures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.TaskStatistics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages, as their readers read them. */
final class NodeStatsTest {
  private static final Instant AT = BEGIN.plusMillis(250);

  private final Map<String, TaskStatistics> agents = new LinkedHashMap<>();

  private String page(StatsPage page) throws InterruptedException {
    var collector =
        new StatsCollector(
            () -> agents.keySet().stream().map(name -> running(pod(name))).toList(),
            (id, _) -> Optional.ofNullable(agents.get(id.substring(2))).orElseThrow(),
            Clock.fixed(BEGIN, ZoneOffset.UTC));
    return new NodeStats("vk", collector).page(page);
  }

  private JsonNode summary(StatsPage page) throws InterruptedException {
    return JsonMapper.shared().readTree(page(page));
  }

  private void two() {
    agents.put(
        "web",
        task(
            AT,
            container("main", AT, 4_000_000_000L, 500),
            container("side", AT, 1, 60),
            container("fnk-agent", AT, 1_000_000_000, 70)));
    agents.put("bare", task(AT, nothingKnown("main", AT)));
  }

  @Test
  void resourceMetricsAreThoseThatMetricsServerReads() throws Exception {
    two();

    assertThat(page(StatsPage.RESOURCE))
        .isEqualTo(
            """
            # HELP container_cpu_usage_seconds_total Cumulative cpu time consumed by the container \
            in core-seconds
            # TYPE container_cpu_usage_seconds_total counter
            container_cpu_usage_seconds_total{container="main",namespace="ns",pod="web"} 4.0 %1$d
            # HELP container_memory_working_set_bytes Current working set of the container in bytes
            # TYPE container_memory_working_set_bytes gauge
            container_memory_working_set_bytes{container="main",namespace="ns",pod="web"} 500 %1$d
            # HELP container_start_time_seconds Start time of the container since unix epoch in \
            seconds
            # TYPE container_start_time_seconds gauge
            container_start_time_seconds{container="main",namespace="ns",pod="web"} %3$d.000
            # HELP node_cpu_usage_seconds_total Cumulative cpu time consumed by the node in \
            core-seconds
            # TYPE node_cpu_usage_seconds_total counter
            node_cpu_usage_seconds_total 5.000000001 %2$d
            # HELP node_memory_working_set_bytes Current working set of the node in bytes
            # TYPE node_memory_working_set_bytes gauge
            node_memory_working_set_bytes 630 %2$d
            # HELP pod_cpu_usage_seconds_total Cumulative cpu time consumed by the pod in \
            core-seconds
            # TYPE pod_cpu_usage_seconds_total counter
            pod_cpu_usage_seconds_total{namespace="ns",pod="web"} 5.000000001 %1$d
            # HELP pod_memory_working_set_bytes Current working set of the pod in bytes
            # TYPE pod_memory_working_set_bytes gauge
            pod_memory_working_set_bytes{namespace="ns",pod="web"} 630 %1$d
            # HELP resource_scrape_error 1 if there was an error while getting container metrics, \
            0 otherwise
            # TYPE resource_scrape_error gauge
            resource_scrape_error 0
            # HELP scrape_error 1 if there was an error while getting container metrics, 0 otherwise
            # TYPE scrape_error gauge
            scrape_error 0
            """
                .formatted(AT.toEpochMilli(), BEGIN.toEpochMilli(), BEGIN.getEpochSecond()));
  }

  @Test
  void aPodThatIsMissingIsAnErrorAndTheNodesMemoryIsNotMadeUp() throws Exception {
    two();
    agents.put("mute", null);

    assertThat(page(StatsPage.RESOURCE))
        .contains("\nresource_scrape_error 1\n", "\nnode_cpu_usage_seconds_total 5.0")
        .doesNotContain("node_memory", "mute");
    assertThat(summary(StatsPage.SUMMARY).at("/node").has("memory")).isFalse();
  }

  @Test
  void theSummarySaysWhatIsKnown() throws Exception {
    two();

    JsonNode summary = summary(StatsPage.SUMMARY);

    assertThat(summary.at("/node/nodeName").asString()).isEqualTo("vk");
    assertThat(summary.at("/node/memory/workingSetBytes").asLong()).isEqualTo(630);
    JsonNode web = summary.at("/pods/0");
    assertThat(web.at("/podRef").toString())
        .isEqualTo("{\"name\":\"web\",\"namespace\":\"ns\",\"uid\":\"uid-web\"}");
    assertThat(web.at("/containers/0").toString())
        .isEqualTo(
            """
            {"name":"main","startTime":"2026-11-29T03:00:00Z",\
            "cpu":{"time":"2026-11-29T03:00:00.250Z","usageCoreNanoSeconds":4000000000},\
            "memory":{"time":"2026-11-29T03:00:00.250Z","usageBytes":600,"workingSetBytes":500,\
            "rssBytes":450,"availableBytes":500,"pageFaults":5,"majorPageFaults":0}}""");
    assertThat(web.at("/containers")).hasSize(1);
    assertThat(web.at("/network/name").asString()).isEqualTo("eth1");
    assertThat(web.at("/network/txBytes").asLong()).isEqualTo(50);
    assertThat(web.at("/network/interfaces")).hasSize(2);
    assertThat(web.at("/ephemeral-storage/availableBytes").asLong()).isEqualTo(900);
    assertThat(web.at("/volume").toString())
        .isEqualTo(
            """
            [{"time":"2026-11-29T03:00:00.250Z","availableBytes":600,"capacityBytes":1000,\
            "usedBytes":300,"inodesFree":40,"inodes":50,"inodesUsed":3,"name":"data"}]""");
    JsonNode bare = summary.at("/pods/1");
    assertThat(bare.at("/containers/0").toString()).isEqualTo("{\"name\":\"main\"}");
    assertThat(bare.has("cpu") || bare.has("memory")).isFalse();
  }

  @Test
  void onlyCpuAndMemoryWhereNoMoreIsAskedFor() throws Exception {
    two();

    JsonNode web = summary(StatsPage.SUMMARY_OF_CPU_AND_MEMORY).at("/pods/0");

    assertThat(web.has("cpu") && web.has("memory")).isTrue();
    assertThat(web.has("network") || web.has("ephemeral-storage") || web.has("volume")).isFalse();
  }

  @Test
  void cadvisorsNamesAndLabels() throws Exception {
    two();
    String ofMain =
        "{container=\"main\",id=\"/t-web/r-1\",image=\"registry/app:1\",name=\"r-1\","
            + "namespace=\"ns\",pod=\"web\"";
    String ofPod =
        "{container=\"\",id=\"/t-web\",image=\"\",name=\"\",namespace=\"ns\",pod=\"web\"";
    String at = " " + AT.toEpochMilli();

    assertThat(page(StatsPage.CADVISOR).lines())
        .contains(
            "container_cpu_usage_seconds_total" + ofMain + ",cpu=\"total\"} 4.0" + at,
            "container_cpu_usage_seconds_total" + ofPod + ",cpu=\"total\"} 5.000000001" + at,
            "container_cpu_cfs_throttled_seconds_total" + ofMain + "} 1.5" + at,
            "container_memory_working_set_bytes" + ofMain + "} 500" + at,
            "container_memory_working_set_bytes" + ofPod + "} 630" + at,
            "container_memory_rss" + ofMain + "} 450" + at,
            "container_spec_memory_limit_bytes" + ofMain + "} 1000" + at,
            "container_fs_writes_bytes_total" + ofMain + "} 8192" + at,
            "container_threads" + ofMain + "} 3" + at,
            "container_network_receive_bytes_total" + ofPod + ",interface=\"eth1\"} 10" + at,
            "container_network_transmit_packets_dropped_total"
                + ofPod
                + ",interface=\"eth1\"} 8"
                + at)
        .noneMatch(line -> line.contains("mapped_file") || line.contains("fnk-agent"));
  }

  @Test
  void probesAreCounted() throws Exception {
    two();

    assertThat(page(StatsPage.PROBES))
        .contains(
            "# TYPE prober_probe_total counter\n"
                + "prober_probe_total{container=\"main\",namespace=\"ns\",pod=\"web\","
                + "pod_uid=\"uid-web\",probe_type=\"Readiness\",result=\"failed\"} 2\n");
  }

  @Test
  void whatIsWrittenIsEscaped() {
    var text = new Exposition();
    text.gauge("a", "back\\slash\nand line").sample("1", Optional.empty(), "l", "\"q\"\\\n");
    text.gauge("b", "nothing of it");

    assertThat(text.text())
        .isEqualTo(
            "# HELP a back\\\\slash\\nand line\n# TYPE a gauge\na{l=\"\\\"q\\\"\\\\\\n\"} 1\n");
  }
}
