package dev.fnk.kubelet;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.node.NodeVersion;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import dev.fnk.kubelet.server.NodeMetrics;
import dev.fnk.kubelet.tracing.PodTraces;
import dev.fnk.kubelet.tracing.Tracing;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Traces of the node's pods, where a collector is set. */
record NodeTraces(Tracing tracing, SupervisedLoop loop) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTraces.class);

  static Optional<NodeTraces> start(NodeConfig config, NodeMetrics metrics, NodeHealth health) {
    return config
        .tracing()
        .map(
            to -> {
              Tracing tracing = Tracing.to(to, config, NodeVersion.read().fnk());
              metrics.counters(
                  "fnk.tracing.spans",
                  "spans of pods' traces, by what became of them",
                  List.of("result"),
                  tracing::counts);
              LOG.info("traces of pods go to {}", to.traces());
              return new NodeTraces(
                  tracing, health.sidePart("traces").supervise("traces", tracing::run));
            });
  }

  PodTraces pods() {
    return tracing.pods();
  }

  @Override
  public void close() {
    loop.close();
    tracing.close();
  }
}
