package dev.fnk.kubelet.server;

import dev.fnk.kubelet.stats.StatsPage;

/** What the node says of itself and of what its pods use. */
public interface NodePages {
  /** Of agents that have to be asked first; takes some seconds. */
  String stats(StatsPage page) throws InterruptedException;

  /** The JSON of {@code /configz}. */
  String configuration();
}
