package dev.fnk.kubelet.tracing;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SpanQueueTest {
  private final Collector collector = new Collector();
  private final SpanQueue queue = new SpanQueue(collector, Duration.ofMillis(5));
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(queue).build();
  private final Tracer tracer = provider.get("test");
  private final Thread sender = Thread.ofVirtual().unstarted(this::send);

  private void send() {
    try {
      queue.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    sender.interrupt();
    sender.join();
    provider.close();
  }

  private void spans(int many) {
    for (int i = 0; i < many; i++) {
      tracer.spanBuilder("span").startSpan().end();
    }
  }

  @Test
  void sendsWhatEnds() throws InterruptedException {
    sender.start();
    spans(3);

    eventually("sent", () -> count("exported") == 3);
    assertThat(collector.taken).isEqualTo(3);
  }

  @Test
  void whatIsMoreThanItHoldsIsDroppedAndCounted() {
    spans(SpanQueue.MOST + 7);

    assertThat(queue.counts())
        .isEqualTo(Map.of(List.of("dropped"), 7L, List.of("exported"), 0L, List.of("failed"), 0L));
  }

  @Test
  void aCollectorThatRefusesCostsItsSpansAndTheNextAreSent() throws InterruptedException {
    collector.answers.add(CompletableResultCode.ofFailure());
    spans(2); // before it starts, so that both are in what it sends first
    sender.start();
    eventually("refused", () -> count("failed") == 2);

    spans(1);
    eventually("sent", () -> count("exported") == 1);
  }

  @Test
  void anExporterThatThrowsEndsNothing() throws InterruptedException {
    collector.broken = true;
    sender.start();
    spans(1);
    eventually("failed", () -> count("failed") == 1);

    collector.broken = false;
    spans(1);
    eventually("sent", () -> count("exported") == 1);
  }

  @Test
  void whatIsLeftIsSentAtTheEnd() {
    spans(4);
    provider.close();

    assertThat(collector.taken).isEqualTo(4);
    assertThat(collector.closed).isTrue();
  }

  private long count(String result) {
    return queue.counts().get(List.of(result));
  }

  private static final class Collector implements SpanExporter {
    final BlockingQueue<CompletableResultCode> answers = new ArrayBlockingQueue<>(10);
    volatile int taken;
    volatile boolean broken;
    volatile boolean closed;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      CompletableResultCode answer = answers.poll();
      if (answer != null) {
        return answer;
      }
      taken += new ArrayList<>(spans).size();
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      closed = true;
      return CompletableResultCode.ofSuccess();
    }
  }
}
