package dev.fnk.kubelet.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SupervisedLoopTest {
  private final VirtualTime time = new VirtualTime();
  private final VirtualTime.Process process = time.process();
  private final List<Duration> begun = new ArrayList<>();
  private final List<String> deaths = new ArrayList<>();

  static List<Throwable> whatNobodyExpects() {
    return List.of(
        new IllegalStateException("unexpected"),
        new StackOverflowError("unexpected"),
        new OutOfMemoryError("unexpected"),
        new NoClassDefFoundError("unexpected"),
        new AssertionError("unexpected"));
  }

  @ParameterizedTest
  @MethodSource("whatNobodyExpects")
  void aLoopThatDiesIsBegunAgainCountedAndToldOf(Throwable reason) {
    SupervisedLoop loop =
        start(
            wentWell -> {
              if (begun.size() == 1) {
                raise(reason);
              }
              process.sleep(Duration.ofSeconds(10));
              wentWell.run();
              process.sleep(Duration.ofHours(1));
            });

    time.run(Duration.ofSeconds(5));
    assertThat(begun).containsExactly(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(loop.restarts()).isEqualTo(1);
    assertThat(deaths).containsExactly("stopped unexpectedly: " + reason);
    assertThat(loop.trouble()).contains("loop: " + reason);

    time.run(Duration.ofSeconds(10));
    assertThat(loop.trouble()).isEmpty();
  }

  @Test
  void theMoreOftenItDiesTheLaterItIsBegunAgainAndHalfAMinuteAtMost() {
    start(
        _ -> {
          throw new IllegalStateException("always");
        });

    time.run(Duration.ofSeconds(122));

    assertThat(begun)
        .extracting(Duration::toSeconds)
        .containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 61L, 91L, 121L);
  }

  @Test
  void aLoopThatRanForTwoMinutesHasRecovered() {
    start(
        _ -> {
          process.sleep(begun.size() < 3 ? Duration.ofSeconds(1) : Duration.ofSeconds(121));
          throw new IllegalStateException("now and then");
        });

    time.run(Duration.ofSeconds(300));

    // After 1 s, then 2 s; then 1 s again, since it ran for so long.
    assertThat(begun).extracting(Duration::toSeconds).containsExactly(0L, 2L, 5L, 127L, 249L);
  }

  @Test
  void aLoopThatReturnsIsNotBegunAgain() {
    SupervisedLoop loop = start(_ -> {});

    time.run(Duration.ofMinutes(5));

    assertThat(begun).hasSize(1);
    assertThat(loop.restarts()).isZero();
    assertThat(deaths).isEmpty();
  }

  @Test
  void closingInterruptsTheLoop() {
    var interrupted = new ArrayList<Duration>();
    SupervisedLoop loop =
        start(
            _ -> {
              try {
                process.sleep(Duration.ofHours(1));
              } catch (InterruptedException e) {
                interrupted.add(Duration.ofNanos(process.nanoTime()));
                throw e;
              }
            });
    time.run(Duration.ofSeconds(3));
    process.start("closing", loop::close);
    time.run(Duration.ofMinutes(5));

    assertThat(interrupted).containsExactly(Duration.ofSeconds(3));
    assertThat(begun).hasSize(1);
    assertThat(deaths).isEmpty();
  }

  @Test
  void whatBreaksOffWhenItIsToldToEndIsNoDeath() {
    SupervisedLoop loop =
        start(
            _ -> {
              try {
                process.sleep(Duration.ofHours(1));
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the call was interrupted");
              }
            });
    time.run(Duration.ofSeconds(3));
    process.start("closing", loop::close);
    time.run(Duration.ofMinutes(5));

    assertThat(begun).hasSize(1);
    assertThat(deaths).isEmpty();
  }

  private SupervisedLoop start(SupervisedLoop.Body body) {
    return SupervisedLoop.start(
        process,
        "loop",
        wentWell -> {
          begun.add(Duration.ofNanos(process.nanoTime()));
          body.run(wentWell);
        },
        deaths::add);
  }

  private static void raise(Throwable reason) {
    switch (reason) {
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalArgumentException(reason);
    }
  }
}
