package dev.fnk.kubelet.stats;

/** Pages of the kubelet API that say what pods use. */
public enum StatsPage {
  /** {@code /stats/summary} */
  SUMMARY("application/json"),
  /** {@code /stats/summary?only_cpu_and_memory=true} */
  SUMMARY_OF_CPU_AND_MEMORY("application/json"),
  /** {@code /metrics/resource} */
  RESOURCE(Exposition.CONTENT_TYPE),
  /** {@code /metrics/cadvisor} */
  CADVISOR(Exposition.CONTENT_TYPE),
  /** {@code /metrics/probes} */
  PROBES(Exposition.CONTENT_TYPE);

  private final String contentType;

  StatsPage(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }
}
