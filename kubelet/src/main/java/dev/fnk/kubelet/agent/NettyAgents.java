package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.TaskStatistics;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.sts.CallerIdentitySigner;
import dev.fnk.kubelet.sts.CallerIdentityVerifier;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sts.StsClient;

/** A connection and a virtual thread a task; one thread that moves the bytes of all. */
public final class NettyAgents implements Agents {
  private static final Logger LOG = LoggerFactory.getLogger(NettyAgents.class);

  static final int LONGEST_ANSWER = 1024 * 1024;

  /** How long STS may take to name who signed; less than an agent waits for the node. */
  private static final Duration STS_WITHIN = Duration.ofSeconds(10);

  private static final Duration END_WITHIN = Duration.ofSeconds(2);

  private final Map<String, Follower> followers = new ConcurrentHashMap<>();
  private final CallerIdentityVerifier verifier;
  private final Wire wire = new Wire();
  private final Timing timing;
  private final ExecutorService opening;
  private final Follower.Shared shared;

  NettyAgents(
      CallerIdentitySigner signer,
      URI stsEndpoint,
      Timing timing,
      Scheduler scheduler,
      RandomGenerator random,
      ConnectionLoop loop) {
    this.timing = timing;
    this.verifier =
        new CallerIdentityVerifier(stsEndpoint, MutualProof.HEADER, STS_WITHIN, scheduler);
    this.opening = threads(timing.opening());
    this.shared =
        new Follower.Shared(
            new Connector(loop, timing.connect(), timing.silence()),
            new MutualProof(signer, verifier, wire, timing.prove()),
            wire,
            opening,
            timing,
            scheduler,
            random);
  }

  /**
   * The agents that admit this node.
   *
   * @param sts its credentials, region and endpoint prove who the node is, and its endpoint is
   *     asked who the agents are; itself is never called. The agents have to reach STS under the
   *     same name, since the host is signed.
   * @param loop moves the bytes
   */
  public static NettyAgents of(
      StsClient sts, Clock clock, Scheduler scheduler, ConnectionLoop loop) {
    return new NettyAgents(
        CallerIdentitySigner.of(sts, clock),
        CallerIdentitySigner.endpointOf(sts),
        Timing.standard(),
        scheduler,
        RandomGenerator.getDefault(),
        loop);
  }

  /** Threads that are gone when nothing is to be opened. */
  private static ExecutorService threads(int most) {
    var threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("agent-proofs-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Override
  public void follow(AgentTarget target, Listener listener) {
    // One go: whoever forgets the task finds a thread to end.
    followers.computeIfAbsent(target.taskId(), _ -> Follower.start(shared, target, listener));
  }

  @Override
  public void forget(String taskId) {
    Follower follower = followers.remove(taskId);
    if (follower != null) {
      follower.cancel();
    }
  }

  @Override
  public void run(String taskId, PodSpecification pod) throws AgentException, InterruptedException {
    post(taskId, "/v1/run", pod);
  }

  @Override
  public void update(String taskId, List<Volume> volumes)
      throws AgentException, InterruptedException {
    call("PUT", taskId, "/v1/volumes", new Wire.Update(volumes));
  }

  @Override
  public void stop(String taskId, Duration grace) throws AgentException, InterruptedException {
    post(taskId, "/v1/stop", new Wire.Stop(grace.toSeconds()));
  }

  @Override
  public TaskStatistics statistics(String taskId, Duration within)
      throws AgentException, InterruptedException {
    Answer answer =
        call(new Request("GET", "/v1/statistics", new byte[0], LONGEST_ANSWER, within), taskId);
    return wire.read(answer.body(), TaskStatistics.class);
  }

  @Override
  public AgentStreams streams(String taskId) throws AgentException, InterruptedException {
    return follower(taskId).connection(timing.call());
  }

  /** How many agents there is a connection to. */
  public int connected() {
    return (int) followers.values().stream().filter(Follower::connected).count();
  }

  private Follower follower(String taskId) throws AgentException {
    Follower follower = followers.get(taskId);
    if (follower == null) {
      throw new AgentException(AgentException.Kind.UNREACHABLE, "the task is not followed");
    }
    return follower;
  }

  private void post(String taskId, String path, Object body)
      throws AgentException, InterruptedException {
    call("POST", taskId, path, body);
  }

  private void call(String method, String taskId, String path, Object body)
      throws AgentException, InterruptedException {
    call(new Request(method, path, wire.write(body), LONGEST_ANSWER, timing.call()), taskId);
  }

  private Answer call(Request request, String taskId) throws AgentException, InterruptedException {
    Answer answer = follower(taskId).connection(request.within()).call(request);
    if (answer.status() / 100 != 2) {
      throw new AgentException(
          kind(answer.status()), request.path() + ": " + answer.status() + " " + answer.text());
    }
    return answer;
  }

  private static AgentException.Kind kind(int status) {
    return switch (status) {
      case 401, 403 -> AgentException.Kind.REFUSED_PROOF;
      case 409 -> AgentException.Kind.CONFLICT;
      default ->
          status / 100 == 4 ? AgentException.Kind.BAD_REQUEST : AgentException.Kind.UNREACHABLE;
    };
  }

  /** Ends all connections; nothing may be called after it. */
  @Override
  public void close() {
    List<Follower> ending = List.copyOf(followers.values());
    List.copyOf(followers.keySet()).forEach(this::forget);
    try {
      for (Follower follower : ending) {
        if (!follower.join(END_WITHIN)) {
          LOG.warn("a listener does not return");
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    opening.shutdownNow();
    verifier.close();
  }
}
