package dev.fnk.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.resource.GraphExecutor.Execution;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GraphExecutorTest {
  /** Two chains: a - b - d and a - c. */
  private static final Map<String, List<String>> NEEDS =
      Map.of("a", List.of(), "b", List.of("a"), "c", List.of("a"), "d", List.of("b"));

  private static Graph<String> graph() {
    return Graph.of(List.of("a", "b", "c", "d"), NEEDS::get);
  }

  @Test
  void runsWhatDoesNotDependOnOneAnotherAtTheSameTime() {
    var both = new CyclicBarrier(2); // b and c can pass only together

    var outcomes =
        GraphExecutor.run(
            graph(),
            node -> {
              if (node.equals("b") || node.equals("c")) {
                both.await(20, TimeUnit.SECONDS);
              }
            });

    assertThat(outcomes.values()).hasSize(4).allMatch(o -> o instanceof Execution.Done);
  }

  @Test
  void startsANodeOnlyAfterAllBeforeIt() {
    Set<String> done = ConcurrentHashMap.newKeySet();
    Set<String> early = ConcurrentHashMap.newKeySet();

    GraphExecutor.run(
        graph(),
        node -> {
          if (!done.containsAll(NEEDS.get(node))) {
            early.add(node);
          }
          done.add(node);
        });

    assertThat(early).isEmpty();
    assertThat(done).hasSize(4);
  }

  @Test
  void aFailureStopsOnlyWhatComesAfterIt() {
    var failure = new IllegalStateException("no");

    var outcomes =
        GraphExecutor.run(
            graph(),
            node -> {
              if (node.equals("b")) {
                throw failure;
              }
            });

    assertThat(outcomes.get("b")).isEqualTo(new Execution.Failed<String>(failure));
    assertThat(outcomes.get("d")).isEqualTo(new Execution.Skipped<>("b"));
    assertThat(outcomes.get("c")).isInstanceOf(Execution.Done.class);
  }

  @Test
  void skippedNamesTheFailureItGoesBackTo() {
    var outcomes =
        GraphExecutor.run(
            graph(),
            node -> {
              if (node.equals("a")) {
                throw new IllegalStateException("no");
              }
            });

    assertThat(outcomes.get("d")).isEqualTo(new Execution.Skipped<>("a"));
  }

  @Test
  void anErrorIsAnOutcomeAndDoesNotHang() {
    var outcomes =
        GraphExecutor.run(
            graph(),
            node -> {
              throw new AssertionError(node);
            });

    assertThat(outcomes.get("a")).isInstanceOf(Execution.Failed.class);
  }

  @Test
  void anInterruptEndsWhatRunsAndStartsNothingMore() throws InterruptedException {
    var running = new CountDownLatch(1);
    var result = new AtomicReference<Map<String, Execution<String>>>();
    var stillInterrupted = new AtomicReference<Boolean>();
    var runner =
        Thread.ofVirtual()
            .start(
                () -> {
                  result.set(
                      GraphExecutor.run(
                          graph(),
                          node -> {
                            running.countDown();
                            new CountDownLatch(1).await(); // until it is interrupted
                          }));
                  stillInterrupted.set(Thread.currentThread().isInterrupted());
                });
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();

    runner.interrupt();
    runner.join();

    assertThat(result.get().values()).hasSize(4).allMatch(o -> o instanceof Execution.Cancelled);
    assertThat(stillInterrupted.get()).isTrue();
  }
}
