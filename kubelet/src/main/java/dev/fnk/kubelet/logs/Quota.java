package dev.fnk.kubelet.logs;

import java.util.Map;

/** A published request rate that calls wait for. */
@FunctionalInterface
public interface Quota {
  /** Waits for the caller's turn. */
  void take() throws InterruptedException;

  /**
   * What an account may ask of GetLogEvents, calls a second, by region; it cannot be raised.
   *
   * @see <a href="https://docs.aws.amazon.com/general/latest/gr/cwl_region.html">CloudWatch Logs
   *     endpoints and quotas</a>
   */
  static int getLogEventsPerSecond(String region) {
    return Map.ofEntries(
            Map.entry("us-west-2", 10),
            Map.entry("ap-northeast-3", 10),
            Map.entry("ap-southeast-3", 10),
            Map.entry("ca-west-1", 10),
            Map.entry("eu-central-1", 10),
            Map.entry("eu-west-1", 10),
            Map.entry("eu-west-3", 30),
            Map.entry("il-central-1", 10))
        .getOrDefault(region, 25);
  }
}
