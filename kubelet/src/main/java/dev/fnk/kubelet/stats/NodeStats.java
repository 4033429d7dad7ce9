package dev.fnk.kubelet.stats;

/**
 * The pages, each of the latest round.
 *
 * @param node name
 */
public record NodeStats(String node, StatsCollector collector) {
  /** Takes some seconds when a new round is due. */
  public String page(StatsPage page) throws InterruptedException {
    Snapshot snapshot = collector.snapshot();
    return switch (page) {
      case SUMMARY -> SummaryDocument.of(snapshot, node, true);
      case SUMMARY_OF_CPU_AND_MEMORY -> SummaryDocument.of(snapshot, node, false);
      case RESOURCE -> ResourceMetrics.of(snapshot);
      case CADVISOR -> CadvisorMetrics.of(snapshot);
      case PROBES -> ProbeMetrics.of(snapshot);
    };
  }
}
