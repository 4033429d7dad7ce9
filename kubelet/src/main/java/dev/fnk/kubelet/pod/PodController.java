package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.fargate.TaskRuntime;
import dev.fnk.kubelet.fargate.TaskWatcher;
import dev.fnk.kubelet.image.ImageConfigs;
import dev.fnk.kubelet.logs.CloudWatchContainerLogs;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.logs.LogStreams;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.pullsecret.PullSecrets;
import dev.fnk.kubelet.reference.ReferenceReader;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.tracing.PodTraces;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pods of the node: follows those that are bound to it, and keeps a task for each. It has no
 * store; after a start it finds its tasks again by what they carry, before it starts any.
 */
public final class PodController implements AutoCloseable {
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Duration MAY_ACT_SOON = Duration.ofSeconds(1);

  private final PodBook book;
  private final PodFeed feed;
  private final Scheduler scheduler;
  private final TaskWatcher watcher;
  private final TaskAgents agents;
  private final TaskKeeper keeper;
  private final PodExecutor executor;
  private final KeyedQueue<String> queue;
  private final Scheduler.Signal synced;
  private final AutoCloseable events;
  private final PodEvents podEvents;
  private volatile boolean listed;
  private final BooleanSupplier mayAct;
  private @Nullable SupervisedLoop loop;

  /**
   * All that is outside of it.
   *
   * @param mayAct whether the node may start, stop and write; if not, what is known can still be
   *     asked, and it is taken up again as soon as it may
   * @param traces told what pods have reached
   */
  record Surroundings(
      PodFeed feed,
      PodApi api,
      PodEvents events,
      TaskRuntime runtime,
      InputResolver inputs,
      TaskAgents agents,
      SupervisedTask mapping,
      Instructions instructions,
      BooleanSupplier mayAct,
      PodTraces traces,
      Scheduler scheduler) {}

  PodController(String hostIp, Surroundings around, AutoCloseable events) {
    this.book = new PodBook(PodWay.to(around.traces(), around.scheduler()));
    this.feed = around.feed();
    this.scheduler = around.scheduler();
    this.events = events;
    this.podEvents = around.events();
    this.mayAct = around.mayAct();
    this.synced = scheduler.signal();
    this.watcher = new TaskWatcher(around.runtime()::describe, scheduler, this::taskSeen);
    this.queue = new KeyedQueue<>(scheduler, this::work);
    this.keeper =
        new TaskKeeper(
            book,
            around.runtime(),
            watcher,
            around.api(),
            scheduler,
            mayAct,
            around.mapping()::sizing);
    this.agents = around.agents();
    var decider =
        new PodDecider(around.mapping(), new TaskToPodStatus(hostIp), around.instructions());
    this.executor =
        new PodExecutor(
            book,
            decider,
            around.runtime(),
            watcher,
            agents,
            around.api(),
            around.inputs(),
            around.instructions(),
            around.events(),
            scheduler,
            this::submit);
  }

  /**
   * At the API server.
   *
   * @param client as the node's user; may list and watch only pods of the node
   * @param hostIp the node's address, for {@code status.hostIP}
   * @param mayAct whether the node may start, stop and write
   * @param launched told how long a pod took until it ran
   * @param traces told what pods have reached
   */
  public static PodController create(
      KubernetesClient client,
      NodeConfig config,
      TaskRuntime runtime,
      Agents agents,
      ReferenceReader references,
      ImageConfigs images,
      PullSecrets secrets,
      ApiAddress api,
      String hostIp,
      BooleanSupplier mayAct,
      Consumer<Duration> launched,
      PodTraces traces,
      Scheduler scheduler) {
    var events = new KubernetesEvents(client, config.nodeName(), scheduler);
    var mapping = new SupervisedTask(config, api);
    return new PodController(
        hostIp,
        new Surroundings(
            new InformerFeed(client, config.nodeName()),
            new TimedLaunches(new KubernetesPodApi(client, config.nodeName()), scheduler, launched),
            events,
            runtime,
            PodInputs.of(hostIp, references, images, secrets, config.otherAgentImage().isPresent()),
            new AgentConnections(agents, config.podRoleArn(), config.podRoleArns()),
            mapping,
            new Specifications(mapping),
            mayAct,
            traces,
            scheduler),
        events);
  }

  /** Begins to follow the pods and returns; the API server may still be out of reach. */
  public void start() {
    watcher.start();
    loop = SupervisedLoop.start(scheduler, "task keeper", this::keep);
    feed.follow(
        new PodFeed.Listener() {
          @Override
          public void seen(Pod pod) {
            book.followed(pod);
            submit(pod.getMetadata().getUid());
          }

          @Override
          public void gone(Pod pod, boolean certain) {
            String uid = pod.getMetadata().getUid();
            book.update(uid, p -> p.unfollowed(certain));
            submit(uid);
          }

          @Override
          public void synced() {
            listed = true;
            synced.raise();
          }
        });
  }

  private void keep(Runnable wentWell) throws InterruptedException {
    if (!keeper.adopted()) {
      // No deadline: what is waited for is told as obstacle.
      while (!listed) {
        synced.await(FOR_EVER);
      }
      keeper.adopt(() -> book.all().forEach(p -> queue.submit(p.uid())));
      wentWell.run();
    }
    keeper.sweep(wentWell);
  }

  /**
   * The containers' output.
   *
   * @param perSecond calls that the account may make for it
   */
  public ContainerLogs logs(LogStreams streams, int perSecond) {
    return new CloudWatchContainerLogs(
        streams,
        (namespace, name) ->
            book.find(namespace, name)
                .map(
                    known ->
                        new CloudWatchContainerLogs.LoggedPod(
                            known.pod(), known.task(), known.previousTask())),
        perSecond,
        scheduler);
  }

  /** What the node knows of its pods. */
  public KnownPods known() {
    return book;
  }

  /** Why the node cannot work on its pods at the moment, for people; empty: it does. */
  public Optional<String> obstacle() {
    var keeping = loop;
    return keeper
        .obstacle()
        .or(watcher::trouble)
        .or(() -> keeping == null ? Optional.empty() : keeping.trouble());
  }

  /** How many pods are being worked on now. */
  public int underWay() {
    return queue.busy();
  }

  /** How often parts of it had to be begun again. */
  public int restarts() {
    var keeping = loop;
    return watcher.restarts() + (keeping == null ? 0 : keeping.restarts());
  }

  private void taskSeen(String uid, TaskView view) {
    Instant now = scheduler.instant();
    book.update(uid, p -> p.seen(view, now));
    if (view.finished()) {
      agents.forget(view.id());
    } else if (view.ip().isPresent()) {
      agents.follow(view, listener(uid));
    }
    submit(uid);
  }

  private TaskAgents.Listener listener(String uid) {
    return new TaskAgents.Listener() {
      @Override
      public void reported(String task, AgentStatus status) {
        agentReported(uid, task, status);
      }

      @Override
      public void unheard(String task) {
        book.update(uid, p -> p.unheard(task, scheduler.instant()));
        submit(uid);
      }
    };
  }

  private void agentReported(String uid, String task, AgentStatus status) {
    Instant now = scheduler.instant();
    Optional<PodState> before = book.get(uid).filter(state -> state.ofTask(task));
    book.update(uid, p -> p.reported(task, status, now));
    if (before.isPresent() && mayAct.getAsBoolean()) {
      AgentEvents.news(before.get().seen().agent(), status, now)
          .forEach(event -> podEvents.tell(before.get().pod(), event));
    }
    submit(uid);
  }

  private void submit(String uid) {
    if (keeper.adopted()) {
      queue.submit(uid);
    }
  }

  private Optional<Instant> work(String uid, Scheduler.Signal news) throws InterruptedException {
    return mayAct.getAsBoolean()
        ? executor.work(uid, news)
        : Optional.of(scheduler.instant().plus(MAY_ACT_SOON));
  }

  /** Stops following; the tasks run on, to be adopted by the next start. */
  @Override
  public void close() {
    if (loop != null) {
      loop.close();
    }
    feed.close();
    queue.close();
    watcher.close();
    try {
      events.close();
    } catch (Exception e) {
      throw new IllegalStateException("events do not end", e);
    }
  }
}
