package dev.fnk.kubelet.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ended spans on their way to the collector: so many and no more; who ends one never waits. Like
 * the SDK's own batch processor, but says what became of the spans.
 */
final class SpanQueue implements SpanProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

  static final int MOST = 2048;
  private static final int BATCH = 512;
  private static final Duration GATHER = Duration.ofSeconds(1);
  private static final Duration SEND = Duration.ofSeconds(10);

  /** Of what is left when the node ends. */
  private static final Duration LAST = Duration.ofSeconds(2);

  private final SpanExporter exporter;
  private final Duration gather;
  private final BlockingQueue<SpanData> waiting = new ArrayBlockingQueue<>(MOST);
  private final AtomicLong exported = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private boolean complained;

  SpanQueue(SpanExporter exporter) {
    this(exporter, GATHER);
  }

  SpanQueue(SpanExporter exporter, Duration gather) {
    this.exporter = exporter;
    this.gather = gather;
  }

  /** Spans by what became of them: exported, failed (not taken by the collector), dropped. */
  Map<List<String>, Long> counts() {
    return Map.of(
        List.of("exported"), exported.get(),
        List.of("failed"), failed.get(),
        List.of("dropped"), dropped.get());
  }

  /** Sends what there is, until it is interrupted. */
  void run() throws InterruptedException {
    while (true) {
      List<SpanData> batch = new ArrayList<>();
      batch.add(waiting.take());
      Thread.sleep(gather);
      waiting.drainTo(batch, BATCH - 1);
      send(batch, SEND);
    }
  }

  private void send(List<SpanData> batch, Duration within) {
    CompletableResultCode result;
    try {
      result = exporter.export(batch).join(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      result = CompletableResultCode.ofExceptionalFailure(e);
    }
    if (result.isSuccess()) {
      exported.addAndGet(batch.size());
      complained = false;
      return;
    }
    failed.addAndGet(batch.size());
    if (!complained) {
      Throwable why = result.getFailureThrowable();
      LOG.warn(
          "the collector does not take traces: {}",
          why == null ? "no answer within " + within.toSeconds() + " s" : why.toString());
      complained = true;
    }
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled() && !waiting.offer(span.toSpanData())) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  /** Once nobody runs it any more. */
  @Override
  public CompletableResultCode shutdown() {
    List<SpanData> batch = new ArrayList<>();
    waiting.drainTo(batch);
    if (!batch.isEmpty()) {
      send(batch, LAST);
    }
    return exporter.shutdown();
  }
}
