package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.task.Pods;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * fnk.simulation.seconds} says for how long (real time), {@code fnk.simulation.seed} with which
 * seed to begin.
 */
class SimulationTest {
  private static final int MOST_FAILED = 3;

  @Test
  void whateverGoesWrongNothingIsLostDoubledOrUntrue() {
    simulate(Long.getLong("fnk.simulation.seconds", 10), Long.getLong("fnk.simulation.seed", 1));
  }

  static void simulate(long seconds, long first) {
    long from = System.nanoTime();
    long seed = first;
    var faults = new EnumMap<Faults.Kind, Integer>(Faults.Kind.class);
    var failures = new ArrayList<String>();
    var calls = new TreeMap<String, Integer>();
    int failed = 0;
    int tasks = 0;
    while (failed < MOST_FAILED && System.nanoTime() - from < seconds * 1_000_000_000) {
      var history = new History(seed++, Pods.CONFIG);
      List<String> wrong = history.run();
      failed += wrong.isEmpty() ? 0 : 1;
      failures.addAll(wrong);
      history.ecs().calls().forEach((call, count) -> calls.merge(call, count, Integer::sum));
      history.cluster().calls().forEach((call, count) -> calls.merge(call, count, Integer::sum));
      tasks += history.ecs().tasks().size();
      history.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum));
    }
    double took = (System.nanoTime() - from) / 1e9;
    System.out.printf(
        "simulation: seeds %d to %d, %d histories in %.0f s (%.0f a second); faults %s; %d tasks, calls"
            + " %s%n",
        first, seed - 1, seed - first, took, (seed - first) / took, faults, tasks, calls);
    assertThat(failures).isEmpty();
  }

  /** Seeds that have found something. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        175185496,
        175185557,
        1061354101,
        1061354223,
        1061354397,
        900571,
        31000315,
        861263407,
        600003340,
        600012676,
        600013898
      })
  void whatHasGoneWrongOnce(long seed) {
    assertThat(new History(seed, Pods.CONFIG).run()).isEmpty();
  }

  @Test
  void theSameSeedIsTheSameHistory() {
    Map<Faults.Kind, Integer> once = ran(7).faults();

    assertThat(ran(7).faults()).isEqualTo(once).isNotEmpty();
    assertThat(ran(7).ecs().calls()).isEqualTo(ran(7).ecs().calls());
  }

  private static History ran(long seed) {
    var history = new History(seed, Pods.CONFIG);
    history.run();
    return history;
  }
}
