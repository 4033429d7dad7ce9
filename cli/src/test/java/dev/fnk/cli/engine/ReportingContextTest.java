package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ReportingContextTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final List<Event> events = new ArrayList<>();
  private final ReportingContext work =
      new ReportingContext(
          Stage.BASE, new Unreadable(), new ObservedState(), Deadlines.standard(), events::add);

  @Test
  void waitsUntilThereIsAValueAndTellsWhatFor() {
    var polls = new AtomicInteger();

    var value =
        work.await(
            "it to come",
            LONG,
            () -> polls.incrementAndGet() < 3 ? Optional.empty() : Optional.of("here"));

    assertThat(value).isEqualTo("here");
    assertThat(events)
        .hasSize(2)
        .allSatisfy(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        Event.ResourceWaiting.class,
                        w -> {
                          assertThat(w.what()).isEqualTo("it to come");
                          assertThat(w.deadline()).isEqualTo(LONG);
                        }));
  }

  @Test
  void givesUpAtTheDeadline() {
    assertThatThrownBy(() -> work.await("it to come", SHORT, Optional::empty))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("waiting for it to come");
  }

  @Test
  void triesAgainOnlyWhatPassesByItself() {
    var calls = new AtomicInteger();

    assertThat(
            work.retry(
                "it to be known",
                LONG,
                e -> e.getMessage().equals("not yet"),
                () -> {
                  if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("not yet");
                  }
                  return "done";
                }))
        .isEqualTo("done");
    assertThatThrownBy(
            () ->
                work.retry(
                    "it to be known",
                    LONG,
                    e -> e.getMessage().equals("not yet"),
                    () -> {
                      calls.incrementAndGet();
                      throw new IllegalStateException("never");
                    }))
        .hasMessage("never");
    assertThat(calls).hasValue(3);
  }

  @Test
  void afterTheDeadlineTheLastFailureIsThrown() {
    assertThatThrownBy(
            () ->
                work.retry(
                    "it to be known",
                    SHORT,
                    _ -> true,
                    () -> {
                      throw new IllegalStateException("not yet");
                    }))
        .hasMessage("not yet");
  }

  @Test
  void anInterruptEndsAWait() throws InterruptedException {
    var seen = new AtomicReference<Throwable>();
    var kept = new AtomicBoolean();
    var waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  try {
                    work.await("it to come", LONG, Optional::empty);
                  } catch (CancellationException e) {
                    seen.set(e);
                    kept.set(Thread.currentThread().isInterrupted());
                  }
                });
    waiter.join();

    assertThat(seen.get()).hasMessageContaining("it to come");
    assertThat(kept).isTrue();
  }

  @Test
  void aNoticeIsPassedOnAndTheDeadlinesAreTheRuns() {
    work.notice("a word");

    assertThat(events).containsExactly(new Event.Notice("a word"));
    assertThat(work.deadlines()).isEqualTo(Deadlines.standard());
  }
}
