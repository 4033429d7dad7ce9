package dev.fnk.kubelet.pod;

import org.junit.jupiter.api.Test;

/** A minute of histories that nobody has seen yet; as {@link SimulationTest}, from a new seed. */
class SimulationIT {
  @Test
  void aMinuteOfNewHistories() {
    SimulationTest.simulate(
        Long.getLong("fnk.simulation.seconds", 60),
        Long.getLong("fnk.simulation.seed", System.nanoTime() & Integer.MAX_VALUE));
  }
}
