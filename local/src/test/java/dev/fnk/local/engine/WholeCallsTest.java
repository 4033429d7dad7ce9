package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class WholeCallsTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicBoolean whole = new AtomicBoolean();

  /** A call that an interrupt would end. */
  private void slowCall() {
    begun.countDown();
    try {
      mayEnd.await();
      whole.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anInterruptedCallerSeesItsCallToTheEndAndStaysInterrupted() throws InterruptedException {
    var calls = new WholeCalls(1);
    var interrupted = new AtomicBoolean();
    var caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  calls.run(this::slowCall);
                  interrupted.set(Thread.currentThread().isInterrupted());
                });
    begun.await();

    caller.interrupt();

    assertThat(caller.join(java.time.Duration.ofMillis(200))).isFalse();
    mayEnd.countDown();
    caller.join();
    assertThat(whole).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  void whoWaitsForATurnIsInterruptedBeforeItsCall() throws InterruptedException {
    var calls = new WholeCalls(1);
    var first = Thread.ofVirtual().start(() -> calls.run(this::slowCall));
    begun.await();
    var called = new AtomicBoolean();

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> calls.run(() -> called.set(true)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(called).isFalse();
    mayEnd.countDown();
    first.join();
  }

  @Test
  void asManyAreMadeAtATimeAsAreAllowed() throws InterruptedException {
    var calls = new WholeCalls(3);
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var threads =
        IntStream.range(0, 60)
            .mapToObj(
                number ->
                    Thread.ofVirtual()
                        .start(
                            () ->
                                calls.run(
                                    () -> {
                                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                      Thread.yield();
                                      now.decrementAndGet();
                                    })))
            .toList();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void aFailureIsTheCallersAndGivesTheTurnBack() {
    var calls = new WholeCalls(1);

    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(
              () ->
                  calls.run(
                      () -> {
                        throw new EngineException("no such network");
                      }))
          .isInstanceOf(EngineException.class)
          .hasMessage("no such network");
    }
  }
}
