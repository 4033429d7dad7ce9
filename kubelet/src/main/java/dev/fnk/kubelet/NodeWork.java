package dev.fnk.kubelet;

import dev.fnk.kubelet.cert.ServingCertificates;
import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.fargate.FargateRuntime;
import dev.fnk.kubelet.fargate.TokenBucket;
import dev.fnk.kubelet.logs.LogStreams;
import dev.fnk.kubelet.logs.Quota;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.node.NodeReporter;
import dev.fnk.kubelet.pod.PodController;
import dev.fnk.kubelet.server.KubeletApi;
import dev.fnk.kubelet.server.KubeletServer;
import dev.fnk.kubelet.server.NodeMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the node does while it leads; started in order, stopped in reverse. */
final class NodeWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWork.class);

  private record Part(String name, Runnable stop) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  private NodeWork() {}

  static NodeWork start(
      NodeConfig config,
      NodeFacts facts,
      EksAccess access,
      KubernetesClient client,
      NodeRegistration registration,
      Clock clock) {
    var work = new NodeWork();
    try {
      FargateRuntime runtime = FargateRuntime.create(config);
      work.started("ECS client", runtime::close);
      int logReads = Quota.getLogEventsPerSecond(config.region());
      var logQuota = new TokenBucket(logReads, logReads, System::nanoTime);
      LogStreams logStreams = LogStreams.create(config, logQuota::take);
      work.started("CloudWatch Logs client", logStreams::close);
      var pods = new PodController(client, config, runtime, logStreams, facts.address());
      work.started("pods", pods::close);
      pods.start();
      var metrics = new NodeMetrics(pods::pods, java.util.Map::of);
      var api = new KubeletApi(client, facts.name(), pods.logs(), pods::pods, metrics, clock);
      var server = new KubeletServer(api, access.certificateAuthority());
      work.started("kubelet API", server::close);
      var certificates =
          ServingCertificates.start(client, facts.name(), facts.address(), server::use, clock);
      work.started("serving certificate", certificates::close);
      server.listen(facts.port());
      NodeReporter reporter = NodeReporter.start(registration, facts.name());
      work.started("status", reporter::close);
      return work;
    } catch (RuntimeException e) {
      work.close();
      throw e;
    }
  }

  private void started(String name, Runnable stop) {
    parts.push(new Part(name, stop));
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.stop().run();
      } catch (RuntimeException e) {
        LOG.warn("{} did not stop cleanly", part.name(), e);
      }
    }
  }
}
