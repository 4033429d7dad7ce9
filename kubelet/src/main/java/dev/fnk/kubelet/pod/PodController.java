package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.fargate.FargateRuntime;
import dev.fnk.kubelet.fargate.TaskWatcher;
import dev.fnk.kubelet.logs.CloudWatchContainerLogs;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.logs.LogStreams;
import dev.fnk.kubelet.task.PodToTask;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The pods of the node: follows those that are bound to it, and keeps a task for each. It has no
 * store; after a start it finds its tasks again by what they carry, before it starts any.
 */
public final class PodController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodController.class);
  private static final Duration SWEEP = Duration.ofMinutes(2);
  private static final Duration ADOPTION_RETRY = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final FargateRuntime runtime;
  private final LogStreams logStreams;
  private final String nodeName;
  private final InstantSource clock = InstantSource.system();
  private final PodApi api;
  private final PodEvents events;
  private final TaskWatcher watcher;
  private final PodReconciler reconciler;
  private final KeyedQueue<String> queue = new KeyedQueue<>(this::work);
  private final ConcurrentMap<String, PodRecord> records = new ConcurrentHashMap<>();
  private volatile boolean adopted;
  private @Nullable SharedIndexInformer<Pod> informer;
  private @Nullable Thread keeper;

  /**
   * @param client as the node's user; may list and watch only pods of the node
   * @param hostIp the node's address, for {@code status.hostIP}
   */
  public PodController(
      KubernetesClient client,
      NodeConfig config,
      FargateRuntime runtime,
      LogStreams logStreams,
      String hostIp) {
    this.client = client;
    this.runtime = runtime;
    this.logStreams = logStreams;
    this.nodeName = config.nodeName();
    this.api = new PodApi(client, nodeName);
    this.events = new PodEvents(client, nodeName, clock);
    this.watcher = new TaskWatcher(runtime::describe, clock, this::taskChanged);
    var status = new PodStatusWriter(new TaskToPodStatus(hostIp), api, events, clock);
    var launch = new PodLaunch(runtime, watcher, new PodToTask(config, hostIp), status, events);
    this.reconciler = new PodReconciler(runtime, watcher, launch, status, api, events, clock);
  }

  /** Begins to follow the pods and returns; the API server may still be out of reach. */
  public void start() {
    var pods =
        client.pods().inAnyNamespace().withField("spec.nodeName", nodeName).runnableInformer(0);
    pods.exceptionHandler(
        (started, failure) -> {
          LOG.warn("following pods: {}", failure.getMessage());
          return true;
        });
    pods.addEventHandler(
        new ResourceEventHandler<Pod>() {
          @Override
          public void onAdd(Pod pod) {
            podChanged(pod);
          }

          @Override
          public void onUpdate(Pod before, Pod pod) {
            podChanged(pod);
          }

          @Override
          public void onDelete(Pod pod, boolean stateUnknown) {
            podGone(pod);
          }
        });
    informer = pods;
    watcher.start();
    var synced = pods.start().toCompletableFuture();
    keeper =
        Thread.ofVirtual()
            .name("pod-keeper")
            .start(
                () -> {
                  try {
                    synced.get();
                    adopt();
                    sweep();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  } catch (ExecutionException e) {
                    LOG.error("cannot follow pods", e.getCause());
                  }
                });
  }

  /** The pods bound to the node, as last seen. */
  public List<Pod> pods() {
    return records.values().stream().filter(r -> !r.gone()).map(PodRecord::pod).toList();
  }

  /** The containers' output. */
  public ContainerLogs logs() {
    return new CloudWatchContainerLogs(logStreams, this::logged, clock);
  }

  private Optional<CloudWatchContainerLogs.LoggedPod> logged(String namespace, String name) {
    return records.values().stream()
        .filter(r -> !r.gone())
        .map(PodRecord::pod)
        .filter(
            pod ->
                pod.getMetadata().getNamespace().equals(namespace)
                    && pod.getMetadata().getName().equals(name))
        .findFirst()
        .map(
            pod ->
                new CloudWatchContainerLogs.LoggedPod(
                    pod, PodAnnotations.task(pod), PodAnnotations.previousTask(pod)));
  }

  private void podChanged(Pod pod) {
    String uid = pod.getMetadata().getUid();
    records.computeIfAbsent(uid, _ -> new PodRecord(pod)).pod(pod);
    submit(uid);
  }

  private void podGone(Pod pod) {
    var record = records.get(pod.getMetadata().getUid());
    if (record != null) {
      record.markGone();
      submit(record.uid());
    }
  }

  private void taskChanged(String uid, TaskView view) {
    var record = records.get(uid);
    if (record != null && view.arn().equals(record.task)) {
      record.view(view);
      submit(uid);
    }
  }

  private void submit(String uid) {
    if (adopted) {
      queue.submit(uid);
    }
  }

  private Optional<Duration> work(String uid) throws InterruptedException {
    PodRecord record = records.get(uid);
    if (record == null) {
      return Optional.empty();
    }
    Optional<Duration> again = reconciler.reconcile(record);
    if (record.gone() && again.isEmpty()) {
      records.remove(uid, record);
      if (record.task != null) {
        watcher.forget(record.task);
      }
    }
    return again;
  }

  /** Finds the tasks of the pods again; until that has succeeded, nothing is started or stopped. */
  private void adopt() throws InterruptedException {
    while (true) {
      try {
        var adoption = Adoption.of(attempts(), runtime.ownTasks());
        adoption.adopted().forEach(this::adopt);
        stopSurplus(adoption);
        adopted = true;
        records.keySet().forEach(queue::submit);
        LOG.info("{} pods, {} with a task", records.size(), adoption.adopted().size());
        return;
      } catch (SdkException | KubernetesClientException e) {
        LOG.warn("cannot see the node's tasks yet: {}", e.getMessage());
        Thread.sleep(ADOPTION_RETRY);
      }
    }
  }

  private void adopt(String uid, TaskView task) {
    var record = records.get(uid);
    if (record != null) {
      record.attempt = task.identity().map(i -> i.attempt()).orElse(record.attempt);
      record.task = task.arn();
      record.view(task);
      watcher.watch(task.arn(), uid);
    }
  }

  private Map<String, Integer> attempts() {
    var attempts = new HashMap<String, Integer>();
    records.forEach((uid, record) -> attempts.put(uid, record.attempt));
    return attempts;
  }

  /**
   * Now and then: tasks whose pod is gone, such as one that RunTask made while its answer was lost.
   */
  private void sweep() throws InterruptedException {
    while (true) {
      Thread.sleep(SWEEP);
      try {
        stopSurplus(Adoption.of(attempts(), runtime.runningTasks()));
      } catch (SdkException | KubernetesClientException e) {
        LOG.warn("looking for orphaned tasks: {}", e.getMessage());
      }
    }
  }

  private void stopSurplus(Adoption adoption) throws InterruptedException {
    for (TaskView task : adoption.surplus()) {
      LOG.warn("stopping {}: a task of an earlier attempt of its pod", task.arn());
      runtime.stop(task.arn(), "a later task runs its pod");
    }
    for (TaskView task : adoption.unmatched()) {
      var identity = task.identity().orElseThrow();
      if (api.live(identity.namespace(), identity.name(), identity.uid()).isEmpty()) {
        LOG.warn("stopping {}: pod {} is gone", task.arn(), identity);
        runtime.stop(task.arn(), "its pod is gone");
      }
    }
  }

  /** Stops following; the tasks run on, to be adopted by the next start. */
  @Override
  public void close() {
    var running = keeper;
    if (running != null) {
      running.interrupt();
    }
    if (informer != null) {
      informer.close();
    }
    queue.close();
    watcher.close();
    events.close();
  }
}
