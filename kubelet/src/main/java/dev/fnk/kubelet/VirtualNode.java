package dev.fnk.kubelet;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.config.NodeConfigException;
import dev.fnk.kubelet.config.NodeConfigReader;
import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.eks.EksClusters;
import dev.fnk.kubelet.eks.EksTokens;
import dev.fnk.kubelet.fargate.VcpuQuota;
import dev.fnk.kubelet.node.NodeCapacity;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeVersion;
import dev.fnk.kubelet.node.TaskIdentity;
import dev.fnk.kubelet.node.TaskMetadata;
import dev.fnk.kubelet.server.HealthServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The virtual node, run as an ECS task: finds out who it is, looks up the EKS cluster, connects,
 * and is the node until it has to stop. What stands in its way is logged and tried again; it never
 * exits for that.
 */
public final class VirtualNode {
  /** The environment is not that of a virtual node (sysexits: EX_CONFIG). */
  public static final int EXIT_CONFIG = 65;

  /** Not run as an ECS task (sysexits: EX_UNAVAILABLE). */
  public static final int EXIT_UNAVAILABLE = 69;

  private static final Logger LOG = LoggerFactory.getLogger(VirtualNode.class);

  /** ECS kills a task 30 s after SIGTERM. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(25);

  private final NodeConfig config;
  private final TaskMetadata metadata;
  private final Clock clock = Clock.systemUTC();
  private final StopSignal stop = new StopSignal();

  private VirtualNode(NodeConfig config, TaskMetadata metadata) {
    this.config = config;
    this.metadata = metadata;
  }

  /**
   * Runs the node until the process is told to stop (SIGTERM).
   *
   * @param environment of the process; see {@link NodeConfigReader}
   * @return exit code: 0 stopped, {@value #EXIT_CONFIG} wrong environment, {@value
   *     #EXIT_UNAVAILABLE} not an ECS task
   */
  public static int run(Map<String, String> environment) throws InterruptedException {
    NodeConfig config;
    try {
      config = NodeConfigReader.read(environment);
    } catch (NodeConfigException e) {
      e.errors().forEach(error -> LOG.error("configuration: {}", error));
      return EXIT_CONFIG;
    }
    Optional<TaskMetadata> metadata = TaskMetadata.of(environment);
    if (metadata.isEmpty()) {
      LOG.error(
          "{} is not set: the virtual node runs as an ECS task; `fnk up --stage kubelet` starts one",
          TaskMetadata.VARIABLE);
      return EXIT_UNAVAILABLE;
    }
    return new VirtualNode(config, metadata.get()).run();
  }

  private int run() throws InterruptedException {
    var ended = new CountDownLatch(1);
    Thread onTerm = new Thread(() -> stopAndWait(ended), "sigterm");
    Runtime.getRuntime().addShutdownHook(onTerm);
    Optional<HealthServer> health = health();
    try {
      live();
    } finally {
      health.ifPresent(HealthServer::close);
      ended.countDown();
    }
    return 0;
  }

  private static Optional<HealthServer> health() {
    try {
      return Optional.of(HealthServer.start(HealthServer.PORT));
    } catch (IOException e) {
      LOG.warn("no health port {}: {}", HealthServer.PORT, e.getMessage());
      return Optional.empty();
    }
  }

  private void stopAndWait(CountDownLatch ended) {
    LOG.info("told to stop");
    stop.request();
    try {
      if (!ended.await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("not stopped within {} s", STOP_WITHIN.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void live() throws InterruptedException {
    NodeVersion version = NodeVersion.read();
    Optional<TaskIdentity> task = identity();
    if (task.isEmpty()) {
      return;
    }
    try (AwsClients aws = AwsClients.create(config.region())) {
      NodeFacts facts = NodeFacts.of(config, capacity(aws), task.get(), version);
      LOG.info(
          "node {} {} of EKS cluster {} ({}), address {}, task {}",
          facts.name(),
          facts.kubeletVersion(),
          config.eksCluster(),
          config.region(),
          facts.address(),
          facts.taskId());
      String principal = config.nodeRoleArn().orElseGet(aws::principal);
      var tokens = tokens(aws.sts()).source(config.eksCluster());
      var obstacles = new ObstacleLog(clock);
      while (!stop.requested()) {
        try {
          Callable<EksAccess> lookUp = () -> EksClusters.describe(aws.eks(), config.eksCluster());
          try (NodeClients clients = NodeClients.connect(lookUp.call(), tokens)) {
            new NodeLife(
                    config,
                    facts,
                    principal,
                    clients,
                    lookUp,
                    obstacles,
                    stop,
                    clock,
                    NodeLife.USUAL)
                .live();
          }
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          obstacles.met(Obstacle.of(e, principal, config.eksCluster(), facts.name()), e);
        }
        stop.await(obstacles.pause());
      }
    }
    LOG.info("node {} stopped", config.nodeName());
  }

  /** What the account may have, before there is a Node that says otherwise. */
  private NodeCapacity capacity(AwsClients aws) {
    if (config.cpu().isPresent()) {
      return NodeCapacity.of(config, OptionalInt.empty());
    }
    try (VcpuQuota quota = VcpuQuota.create(aws.http(), config.region())) {
      NodeCapacity capacity = NodeCapacity.of(config, quota.read());
      LOG.info("capacity of the node: {} vCPUs, {} MiB", capacity.vcpus(), capacity.memoryMiB());
      return capacity;
    }
  }

  /** As who the node speaks to the API server: as its task's role, or as the node role. */
  private EksTokens tokens(StsClient sts) {
    return config
        .nodeRoleArn()
        .map(role -> EksTokens.assuming(sts, role, config.nodeName(), clock))
        .orElseGet(() -> new EksTokens(sts, clock));
  }

  private Optional<TaskIdentity> identity() throws InterruptedException {
    var backoff = new Backoff();
    do {
      try {
        return Optional.of(metadata.read());
      } catch (IOException e) {
        LOG.warn("who am I? {}", e.getMessage());
      }
    } while (!stop.await(backoff.next()));
    return Optional.empty();
  }
}
