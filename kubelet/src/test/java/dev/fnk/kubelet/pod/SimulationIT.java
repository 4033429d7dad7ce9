package dev.fnk.kubelet.pod;

import org.junit.jupiter.api.Test;

/** Half a minute of histories that nobody has seen; as {@link SimulationTest}, from a new seed. */
class SimulationIT {
  @Test
  void halfAMinuteOfNewHistories() {
    SimulationTest.simulate(
        Long.getLong("fnk.simulation.seconds", 30),
        Long.getLong("fnk.simulation.seed", System.nanoTime() & Integer.MAX_VALUE));
  }
}
