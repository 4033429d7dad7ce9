package dev.fnk.kubelet;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.fargate.VcpuQuota;
import dev.fnk.kubelet.node.NodeCapacity;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpClient;

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

  /** Of a node whose capacity is the account's. */
  static CapacityWatch start(
      NodeConfig config, SdkHttpClient aws, NodeRegistration registration, NodeHealth.Part part) {
    // Without connections of its own: closing the node's closes them.
    VcpuQuota quota = VcpuQuota.create(aws, config.region());
    return new CapacityWatch(
        quota::read, vcpus -> registration.use(NodeCapacity.of(config, vcpus)), part, USUAL);
  }

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
    // It was asked at the node's start, whatever came of it.
    Duration pause = pace.again();
    while (true) {
      Thread.sleep(pause);
      OptionalInt vcpus = quota.get();
      if (vcpus.isPresent()) {
        found.accept(vcpus);
      }
      pause = vcpus.isPresent() ? pace.every() : pace.again();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
