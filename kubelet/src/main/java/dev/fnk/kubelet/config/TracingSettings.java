package dev.fnk.kubelet.config;

import java.net.URI;

/**
 * Where traces of pods go, and of how many, as a kubelet's TracingConfiguration has it.
 *
 * @param endpoint base URL of a collector that takes OTLP over HTTP, such as {@code
 *     http://collector.example:4318}
 * @param samplingRatePerMillion traces of a million that are sent
 */
public record TracingSettings(URI endpoint, int samplingRatePerMillion) {
  public static final int ALL = 1_000_000;

  private static final String PATH = "v1/traces";

  /**
   * Where the collector takes traces, by <a
   * href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OpenTelemetry's rule</a>.
   */
  public URI traces() {
    String base = endpoint.toString();
    return URI.create(base.endsWith("/") ? base + PATH : base + "/" + PATH);
  }

  /** Whether it is one: neither more than scheme, host, port and path, nor another protocol. */
  static boolean valid(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
