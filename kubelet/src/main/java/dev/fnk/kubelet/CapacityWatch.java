package dev.fnk.kubelet;

import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Whether the account may have more than it could: a quota is raised while the node runs. */
final class CapacityWatch implements AutoCloseable {
  static final Pace USUAL = new Pace(Duration.ofHours(1), Duration.ofMinutes(5));

  /**
   * How often it asks.
   *
   * @param again when nobody told
   */
  record Pace(Duration every, Duration again) {}

  private final Supplier<OptionalInt> quota;
  private final Consumer<OptionalInt> found;
  private final Pace pace;
  private final SupervisedLoop loop;

  /**
   * @param quota vCPUs; empty: nobody tells
   * @param found is told each quota that is known
   */
  CapacityWatch(
      Supplier<OptionalInt> quota, Consumer<OptionalInt> found, NodeHealth.Part part, Pace pace) {
    this.quota = quota;
    this.found = found;
    this.pace = pace;
    this.loop = part.supervise("capacity", this::run);
  }

  private void run() throws InterruptedException {
    while (true) {
      OptionalInt vcpus = quota.get();
      if (vcpus.isPresent()) {
        found.accept(vcpus);
      }
      Thread.sleep(vcpus.isPresent() ? pace.every() : pace.again());
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
