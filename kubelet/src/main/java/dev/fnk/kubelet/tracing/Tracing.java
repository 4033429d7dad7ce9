package dev.fnk.kubelet.tracing;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.config.TracingSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends traces of pods to a collector by OTLP over HTTP. A collector that is away costs spans, and
 * nothing else.
 */
public final class Tracing implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(8);

  /** Says with each batch what the queue says once. */
  private final Logger exporters = Logger.getLogger("io.opentelemetry");

  private final SpanQueue queue;
  private final SdkTracerProvider provider;
  private final PodSpans spans;

  private Tracing(SpanExporter exporter, Sampler sampler, Resource resource) {
    exporters.setLevel(Level.OFF);
    this.queue = new SpanQueue(exporter);
    this.provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(queue)
            .setSampler(sampler)
            .setResource(resource)
            .build();
    this.spans = new PodSpans(provider.get("dev.fnk.kubelet"));
  }

  /**
   * To the collector that is set; nothing is asked of it yet.
   *
   * @param version of fnk
   */
  public static Tracing to(TracingSettings settings, NodeConfig config, String version) {
    return new Tracing(
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.traces().toString())
            .setConnectTimeout(CONNECT)
            .setTimeout(ANSWER)
            // What one batch waits for, the next ones do.
            .setRetryPolicy(null)
            .build(),
        Sampler.parentBased(
            Sampler.traceIdRatioBased(
                (double) settings.samplingRatePerMillion() / TracingSettings.ALL)),
        Resource.create(
            Attributes.builder()
                .put(AttributeKey.stringKey("service.name"), "fnk-kubelet")
                .put(AttributeKey.stringKey("service.version"), version)
                .put(AttributeKey.stringKey("k8s.node.name"), config.nodeName())
                .put(AttributeKey.stringKey("k8s.cluster.name"), config.eksCluster())
                .put(AttributeKey.stringKey("cloud.provider"), "aws")
                .put(AttributeKey.stringKey("cloud.region"), config.region())
                .build()));
  }

  /** What pods have reached becomes spans here. */
  public PodTraces pods() {
    return spans;
  }

  /** Sends spans, until it is interrupted. */
  public void run() throws InterruptedException {
    queue.run();
  }

  /** Spans since the start, by what became of them. */
  public Map<List<String>, Long> counts() {
    return queue.counts();
  }

  /** Sends what is left, for two seconds at the most; once nobody runs it. */
  @Override
  public void close() {
    provider.close();
  }
}
