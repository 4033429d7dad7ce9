package dev.fnk.kubelet;

import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.agent.NettyAgents;
import dev.fnk.kubelet.cert.ServingCertificates;
import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.fargate.EcsCalls;
import dev.fnk.kubelet.fargate.FargateRuntime;
import dev.fnk.kubelet.fargate.TokenBucket;
import dev.fnk.kubelet.image.ImageConfigs;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.logs.LogStreams;
import dev.fnk.kubelet.logs.Quota;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.node.NodeReporter;
import dev.fnk.kubelet.node.WritePermit;
import dev.fnk.kubelet.pod.PodController;
import dev.fnk.kubelet.pod.RunningContainers;
import dev.fnk.kubelet.pod.RunningPods;
import dev.fnk.kubelet.pod.UnusedPullSecrets;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.pullsecret.PullSecrets;
import dev.fnk.kubelet.reference.ReferenceReader;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.server.Configz;
import dev.fnk.kubelet.server.KubeletApi;
import dev.fnk.kubelet.server.KubeletServer;
import dev.fnk.kubelet.server.NodeMetrics;
import dev.fnk.kubelet.server.NodePages;
import dev.fnk.kubelet.server.NodePods;
import dev.fnk.kubelet.stats.NodeStats;
import dev.fnk.kubelet.stats.StatsCollector;
import dev.fnk.kubelet.stats.StatsPage;
import dev.fnk.kubelet.tracing.PodTraces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the node does while it leads; started in order, stopped in reverse. */
final class NodeWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWork.class);

  private static final String PODS = "pods";
  private static final int HTTPS = 443;
  private static final Duration LISTEN_AGAIN = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private record Part(String name, Runnable stop) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  private NodeWork() {}

  static NodeWork start(
      NodeConfig config,
      NodeFacts facts,
      NodeClients clients,
      NodeRegistration registration,
      NodeHealth health,
      WritePermit permit,
      Scheduler scheduler,
      Clock clock) {
    var work = new NodeWork();
    try {
      var metrics = new NodeMetrics();
      var calls = new EcsCalls();
      metrics.counters(
          "fnk.ecs.calls",
          "calls of ECS, by action and result; retries are of one call",
          List.of("action", "result"),
          calls::calls);
      metrics.counters(
          "fnk.ecs.throttled",
          "attempts that ECS throttled, by action; they are tried again",
          List.of("action"),
          calls::throttled);
      FargateRuntime runtime = FargateRuntime.create(config, calls, scheduler);
      work.started("ECS client", runtime::close);
      int logReads = Quota.getLogEventsPerSecond(config.region());
      var logQuota = new TokenBucket(logReads, logReads, scheduler);
      LogStreams logStreams = LogStreams.create(config, logQuota::take);
      work.started("CloudWatch Logs client", logStreams::close);
      AwsClients aws = AwsClients.create(config.region());
      work.started("AWS clients", aws::close);
      var loop = new ConnectionLoop();
      work.started("connections", loop::close);
      NettyAgents agents = NettyAgents.of(aws.sts(), clock, scheduler, loop);
      work.started("agents", agents::close);
      metrics.gauge("fnk.agents.connected", "agents with a proved connection", agents::connected);
      var images = ImageConfigs.create(aws.http(), config.region(), clock);
      PullSecrets secrets = PullSecrets.create(aws.http(), config, clock);
      work.started("Secrets Manager client", secrets::close);
      KubernetesClient podClient = clients.pods(permit);
      work.started("pods' API client", () -> EksKubernetesClients.close(podClient));
      ReferenceReader references = ReferenceReader.start(podClient, clock);
      work.started("references", references::close);
      Optional<NodeTraces> traces = NodeTraces.start(config, metrics, health);
      traces.ifPresent(its -> work.started("traces", its::close));
      var pods =
          PodController.create(
              podClient,
              config,
              runtime,
              agents,
              references,
              images,
              secrets,
              apiAddress(clients),
              facts.address(),
              permit::open,
              metrics::launched,
              traces.map(NodeTraces::pods).orElse(PodTraces.NONE),
              scheduler);
      work.started("pods", pods::close);
      pods.start();
      var unused =
          UnusedPullSecrets.start(
              scheduler, pods.known(), () -> permit.open() && pods.obstacle().isEmpty(), secrets);
      work.started("pull secrets", unused::close);
      NodeHealth.Part part = health.part(PODS);
      var watching = part.supervise("pods-health", () -> tell(pods, part));
      work.started("health of pods", watching::close);
      work.serve(
          metrics,
          config,
          facts,
          clients,
          pods,
          agents,
          loop,
          pods.logs(logStreams, logReads),
          health,
          clock);
      NodeReporter reporter = NodeReporter.start(registration, health, permit, facts.name());
      work.started("status", reporter::close);
      if (config.cpu().isEmpty()) {
        var capacity =
            CapacityWatch.start(config, aws.http(), registration, health.sidePart("capacity"));
        work.started("capacity", capacity::close);
      }
      return work;
    } catch (RuntimeException e) {
      work.close();
      throw e;
    }
  }

  /** Where pods reach the API server: at the endpoint that the node uses. */
  private static ApiAddress apiAddress(NodeClients clients) {
    URI endpoint = clients.access().endpoint();
    return new ApiAddress(endpoint.getHost(), endpoint.getPort() < 0 ? HTTPS : endpoint.getPort());
  }

  /** Ready only once the pods' tasks are known; until interrupted. */
  private static void tell(PodController pods, NodeHealth.Part part) throws InterruptedException {
    while (true) {
      pods.obstacle().ifPresentOrElse(part::failing, part::working);
      Thread.sleep(LOOK);
    }
  }

  private void serve(
      NodeMetrics metrics,
      NodeConfig config,
      NodeFacts facts,
      NodeClients clients,
      PodController pods,
      Agents agents,
      ConnectionLoop loop,
      ContainerLogs logs,
      NodeHealth health,
      Clock clock) {
    NodePods known = () -> List.copyOf(pods.known().pods());
    metrics.pods(known);
    metrics.gauge("fnk.node.pods.underway", "pods that are being worked on", pods::underWay);
    metrics.counters(
        "fnk.node.loop.restarts",
        "how often a loop of the node stopped unexpectedly",
        List.of("loop"),
        () -> restarts(health, pods));
    var expires = new AtomicReference<Instant>();
    metrics.gauge(
        "fnk.node.serving.certificate.expiration.timestamp.seconds",
        "when the certificate of this API ends; NaN: there is none yet",
        () ->
            Optional.ofNullable(expires.get())
                .map(Instant::getEpochSecond)
                .map(Long::doubleValue)
                .orElse(Double.NaN));
    KubernetesClient reviews = clients.reviews();
    var api =
        new KubeletApi(
            reviews,
            facts.name(),
            logs,
            known,
            metrics,
            pages(config, pods, agents, clock),
            new RunningContainers(pods.known(), agents),
            new RunningPods(pods.known(), agents),
            config.api(),
            clock);
    var server =
        new KubeletServer(api, clients.access().certificateAuthority(), config.api(), loop);
    started("kubelet API", server::close);
    var certificates =
        ServingCertificates.start(
            reviews,
            facts.name(),
            facts.address(),
            certificate -> {
              server.use(certificate);
              expires.set(certificate.expires());
            },
            health.sidePart("serving certificate"),
            clock);
    started("serving certificate", certificates::close);
    NodeHealth.Part listening = health.part("kubelet API");
    var listener =
        listening.supervise("kubelet-api", () -> listen(server, facts.port(), listening));
    started("kubelet API's port", listener::close);
  }

  private static NodePages pages(
      NodeConfig config, PodController pods, Agents agents, Clock clock) {
    var stats =
        new NodeStats(
            config.nodeName(), new StatsCollector(pods.known()::tasks, agents::statistics, clock));
    String configuration = Configz.of(config);
    return new NodePages() {
      @Override
      public String stats(StatsPage page) throws InterruptedException {
        return stats.page(page);
      }

      @Override
      public String configuration() {
        return configuration;
      }
    };
  }

  /** The pods' own loops count as the part that tells of them. */
  private static Map<List<String>, Long> restarts(NodeHealth health, PodController pods) {
    Map<List<String>, Long> all = new LinkedHashMap<>();
    health.restarts().forEach((part, count) -> all.put(List.of(part), count));
    all.merge(List.of(PODS), (long) pods.restarts(), Long::sum);
    return all;
  }

  private static void listen(KubeletServer server, int port, NodeHealth.Part part)
      throws InterruptedException {
    while (true) {
      try {
        server.listen(port);
        part.working();
        return;
      } catch (IllegalStateException e) {
        LOG.warn("{}; trying again", e.getMessage());
        part.failing(String.valueOf(e.getMessage()));
      }
      Thread.sleep(LISTEN_AGAIN);
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
