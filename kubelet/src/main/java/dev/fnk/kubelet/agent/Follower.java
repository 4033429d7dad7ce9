package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.schedule.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the connection to one agent and hears what it tells. */
final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /** Beyond what the agent may hold a call. */
  private static final Duration MARGIN = Duration.ofSeconds(20);

  /**
   * What all followers share.
   *
   * @param opening few threads that open connections. Proofs need signers and parsers, which keep
   *     something for each thread that used them: with a thread a task it was 30 KiB a task.
   */
  record Shared(
      Connector connector,
      MutualProof proof,
      Wire wire,
      Executor opening,
      Timing timing,
      Scheduler scheduler,
      RandomGenerator random) {}

  private final Shared shared;
  private final AgentTarget target;
  private final Agents.Listener listener;

  /** Done as soon as the first connection is, or has failed; replaced with each change after. */
  private volatile CompletableFuture<Connection> contact = new CompletableFuture<>();

  private String told = "";
  private Scheduler.@Nullable Work work;

  private Follower(Shared shared, AgentTarget target, Agents.Listener listener) {
    this.shared = shared;
    this.target = target;
    this.listener = listener;
  }

  static Follower start(Shared shared, AgentTarget target, Agents.Listener listener) {
    var follower = new Follower(shared, target, listener);
    follower.work = shared.scheduler().start("agent " + target.taskId(), follower::run);
    return follower;
  }

  /** Ends the thread, and the connection with it. */
  void cancel() {
    Optional.ofNullable(work).ifPresent(Scheduler.Work::cancel);
  }

  /** Waits for the thread's end; false: not within this time. */
  boolean join(Duration atMost) throws InterruptedException {
    Scheduler.Work started = work;
    return started == null || started.join(atMost);
  }

  /** The connection, both ends proved; waits only for the first. */
  Connection connection(Duration within) throws AgentException, InterruptedException {
    try {
      return contact.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AgentException failure) {
        throw new AgentException(failure.kind(), String.valueOf(failure.getMessage()));
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException _) {
      throw new AgentException(
          AgentException.Kind.UNREACHABLE, "no connection within " + within.toSeconds() + " s");
    }
  }

  /** Whether there is a connection now, both ends proved. */
  boolean connected() {
    return contact.state() == Future.State.SUCCESS;
  }

  private void run() {
    try {
      int failures = 0;
      while (true) {
        AgentException failure;
        try (Connection connection = open()) {
          found(connection);
          failures = 0;
          watch(connection);
          lost(new AgentException(AgentException.Kind.UNREACHABLE, "the pod has ended"));
          return;
        } catch (AgentException e) {
          failure = e;
        } catch (RuntimeException e) {
          LOG.error("following the agent of task {}", target.taskId(), e);
          failure =
              new AgentException(
                  AgentException.Kind.UNREACHABLE, "the node failed: " + Causes.told(e));
        }
        lost(failure);
        tell(failure);
        shared.scheduler().sleep(pause(failure, failures++));
      }
    } catch (InterruptedException _) {
      lost(new AgentException(AgentException.Kind.UNREACHABLE, "the task is forgotten"));
    }
  }

  /** Waits for its turn; what is done then has deadlines. */
  private Connection open() throws AgentException, InterruptedException {
    CompletableFuture<Connection> opened = new CompletableFuture<>();
    shared.opening().execute(() -> open(opened));
    try {
      return opened.get();
    } catch (InterruptedException e) {
      if (!opened.cancel(false) && opened.state() == Future.State.SUCCESS) {
        opened.resultNow().close();
      }
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AgentException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void open(CompletableFuture<Connection> opened) {
    if (opened.isDone()) {
      return;
    }
    try {
      Connection connection = shared.connector().connect(target.socket());
      boolean wanted = false;
      try {
        shared.proof().exchange(connection, target);
        wanted = opened.complete(connection);
      } finally {
        if (!wanted) {
          connection.close();
        }
      }
    } catch (AgentException | RuntimeException e) {
      opened.completeExceptionally(e);
    } catch (InterruptedException _) {
      opened.completeExceptionally(
          new AgentException(AgentException.Kind.UNREACHABLE, "the node ends"));
    }
  }

  /** Returns when the agent has told the last. */
  private void watch(Connection connection) throws AgentException, InterruptedException {
    long known = 0;
    while (true) {
      AgentStatus status = ask(connection, known);
      if (known == 0 || status.version() != known) {
        told = "";
        listener.status(status);
      }
      if (status.ended()) {
        return;
      }
      known = status.version();
      shared.scheduler().sleep(shared.timing().pause());
    }
  }

  private AgentStatus ask(Connection connection, long known)
      throws AgentException, InterruptedException {
    Duration hold = shared.timing().hold();
    String path = "/v1/status?version=" + known + "&waitSeconds=" + hold.toSeconds();
    Answer answer =
        connection.call(
            new Request("GET", path, new byte[0], NettyAgents.LONGEST_ANSWER, hold.plus(MARGIN)));
    if (answer.status() != 200) {
      throw new AgentException(
          AgentException.Kind.BAD_ANSWER, "the status is answered with " + answer.status());
    }
    return shared.wire().read(answer.body(), AgentStatus.class);
  }

  private void found(Connection connection) {
    contact.complete(connection);
    contact = CompletableFuture.completedFuture(connection);
    LOG.info("connected to the agent of task {}", target.taskId());
  }

  private void lost(AgentException failure) {
    contact.completeExceptionally(failure);
    contact = CompletableFuture.failedFuture(failure);
  }

  private void tell(AgentException failure) {
    String why = String.valueOf(failure.getMessage());
    if (!why.equals(told)) {
      told = why;
      LOG.info("agent of task {}: {}", target.taskId(), why);
      listener.lost(why);
    }
  }

  /** Between half and all of the wait, so that many do not come back at once. */
  private Duration pause(AgentException failure, int failures) {
    Duration wait =
        (failure.kind() == AgentException.Kind.REFUSED_PROOF
                ? shared.timing().refused()
                : shared.timing().away())
            .after(failures);
    return wait.minus(Duration.ofNanos(shared.random().nextLong(wait.toNanos() / 2 + 1)));
  }
}
