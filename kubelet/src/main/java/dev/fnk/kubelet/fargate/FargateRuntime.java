package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * The node's tasks on ECS. Every call waits for its quota; all methods may be called at once.
 *
 * <p>Its role needs {@code ecs:RegisterTaskDefinition}, {@code ecs:ListTaskDefinitions}, {@code
 * ecs:RunTask}, {@code ecs:StopTask}, {@code ecs:ListTasks}, {@code ecs:DescribeTasks}, {@code
 * ecs:TagResource} (tags at creation) and {@code iam:PassRole} on the execution role and the pods'
 * role.
 */
public final class FargateRuntime implements TaskRuntime, AutoCloseable {
  /** DescribeTasks takes no more. */
  static final int BATCH = 100;

  private static final String ON_DEMAND = "FARGATE";
  private static final String SPOT = "FARGATE_SPOT";
  private static final Logger LOG = LoggerFactory.getLogger(FargateRuntime.class);

  private final EcsClient ecs;
  private final NodeConfig config;
  private final String startedBy;
  private final EcsQuotas quotas;
  private final TaskDefinitions definitions;

  /** Takes over {@code ecs}: closes it. */
  FargateRuntime(EcsClient ecs, NodeConfig config, Scheduler scheduler) {
    this.ecs = ecs;
    this.quotas = EcsQuotas.published(scheduler);
    this.config = config;
    this.startedBy = StartedBy.of(config);
    this.definitions = new TaskDefinitions(ecs, config, quotas, scheduler);
  }

  /**
   * With the credentials and the endpoint of the environment, as every AWS client.
   *
   * @param calls counts them
   */
  public static FargateRuntime create(NodeConfig config, EcsCalls calls, Scheduler scheduler) {
    return new FargateRuntime(
        EcsClient.builder()
            .region(Region.of(config.region()))
            .httpClientBuilder(ApacheHttpClient.builder().maxConnections(64))
            .overrideConfiguration(
                o ->
                    o.apiCallTimeout(Duration.ofSeconds(60))
                        .apiCallAttemptTimeout(Duration.ofSeconds(15))
                        .addMetricPublisher(calls))
            .build(),
        config,
        scheduler);
  }

  @Override
  public LaunchResult launch(TaskPlan plan, Patience patience) throws InterruptedException {
    String definition;
    try {
      definition = definitions.arn(plan.template());
    } catch (SdkException e) {
      // No task was asked for yet.
      return failed(plan, e, false);
    }
    if (!plan.launch().placement().spot()) {
      return launch(definition, plan, ON_DEMAND, patience);
    }
    LaunchResult onSpot = launch(definition, plan, SPOT, patience);
    if (!(onSpot instanceof LaunchResult.NotNow(_, String why, boolean unanswered))
        || unanswered
        || !EcsErrors.noCapacity(why)) {
      return onSpot;
    }
    // The same token: it stands for the task that was made with it, on whichever capacity, so that
    // an answer that is lost never leads to a second one. A call that made none has not used it.
    LaunchResult instead = launch(definition, plan, ON_DEMAND, patience);
    return instead instanceof LaunchResult.Launched launched && launched.task().isPresent()
        ? launched.noSpot(why)
        : instead;
  }

  private LaunchResult launch(String definition, TaskPlan plan, String provider, Patience patience)
      throws InterruptedException {
    if (!quotas.launch().take(patience)) {
      return new LaunchResult.Unwanted();
    }
    try {
      return run(TaskRequests.run(definition, plan.launch(), config, provider), plan);
    } catch (SdkException e) {
      String words = EcsErrors.words(e);
      if (EcsErrors.refused(e)
          && (words.contains("inactive") || words.contains("TaskDefinition not found"))) {
        definitions.forget(plan.template());
        return new LaunchResult.NotNow("FailedCreate", words, false);
      }
      return failed(plan, e, EcsErrors.unanswered(e));
    }
  }

  private static LaunchResult failed(TaskPlan plan, SdkException e, boolean unanswered) {
    LOG.warn("{}: not launched: {}", plan.launch().identity(), EcsErrors.detailed(e));
    String words = EcsErrors.words(e);
    if (EcsErrors.noCapacity(words)) {
      return new LaunchResult.NotNow("FailedScheduling", words, unanswered);
    }
    if (EcsErrors.refused(e)) {
      return new LaunchResult.Refused(words);
    }
    return new LaunchResult.NotNow(
        EcsErrors.throttled(e) ? "Throttled" : "FailedCreate", words, unanswered);
  }

  private LaunchResult run(RunTaskRequest request, TaskPlan plan) {
    RunTaskResponse response;
    try {
      response = ecs.runTask(request);
    } catch (ConflictException e) {
      // The token was used with other parameters: an earlier version of the pod's launch. That its
      // task cannot be described yet does not mean that it is gone; whoever follows it finds out.
      LOG.info("{}: adopting {}", plan.launch().identity(), e.resourceIds());
      return e.resourceIds().isEmpty()
          ? new LaunchResult.NotNow("FailedCreate", EcsErrors.words(e), false)
          : new LaunchResult.Launched(e.resourceIds().getFirst(), Optional.empty());
    }
    if (!response.tasks().isEmpty()) {
      return LaunchResult.Launched.of(TaskViews.of(response.tasks().getFirst()));
    }
    String message =
        response.failures().stream().map(FargateRuntime::words).reduce("", FargateRuntime::join);
    return new LaunchResult.NotNow(
        EcsErrors.noCapacity(message) ? "FailedScheduling" : "FailedCreate",
        message.isEmpty() ? "ECS started no task and gave no reason" : message,
        false);
  }

  @Override
  public void stop(String task, String reason) throws InterruptedException {
    quotas.taskModify().take();
    try {
      ecs.stopTask(r -> r.cluster(config.ecsCluster()).task(task).reason(reason));
    } catch (SdkException e) {
      if (!(e instanceof InvalidParameterException) || !EcsErrors.words(e).contains("not found")) {
        throw new TaskRuntimeException(e);
      }
    }
  }

  @Override
  public List<TaskView> ownTasks() throws InterruptedException {
    var arns = new ArrayList<String>();
    // startedBy must be the only filter; so the stopped ones are those of the whole cluster.
    arns.addAll(list(ListTasksRequest.builder().startedBy(startedBy)));
    arns.addAll(list(ListTasksRequest.builder().desiredStatus(DesiredStatus.STOPPED)));
    return mine(arns);
  }

  @Override
  public List<TaskView> runningTasks() throws InterruptedException {
    return mine(list(ListTasksRequest.builder().startedBy(startedBy)));
  }

  private List<TaskView> mine(List<String> arns) throws InterruptedException {
    return describe(arns.stream().distinct().toList()).found().values().stream()
        .filter(task -> task.startedBy().filter(startedBy::equals).isPresent())
        .toList();
  }

  private List<String> list(ListTasksRequest.Builder request) throws InterruptedException {
    var arns = new ArrayList<String>();
    request.cluster(config.ecsCluster()).maxResults(BATCH);
    String next = null;
    do {
      quotas.taskRead().take();
      ListTasksResponse page;
      try {
        page = ecs.listTasks(request.nextToken(next).build());
      } catch (SdkException e) {
        throw new TaskRuntimeException(e);
      }
      arns.addAll(page.taskArns());
      next = page.nextToken();
    } while (next != null && !next.isEmpty());
    return arns;
  }

  @Override
  public Described describe(List<String> tasks) throws InterruptedException {
    var found = new HashMap<String, TaskView>();
    var refused = new HashSet<String>();
    for (int from = 0; from < tasks.size(); from += BATCH) {
      describe(tasks.subList(from, Math.min(from + BATCH, tasks.size())), found, refused);
    }
    return new Described(found, refused);
  }

  private void describe(List<String> batch, Map<String, TaskView> found, Set<String> refused)
      throws InterruptedException {
    quotas.taskRead().take();
    DescribeTasksResponse response;
    try {
      response = ecs.describeTasks(r -> r.cluster(config.ecsCluster()).tasks(batch));
    } catch (SdkException e) {
      boolean ofTheNames =
          (e instanceof InvalidParameterException || e instanceof ClientException)
              && EcsErrors.refused(e);
      if (!ofTheNames) {
        throw new TaskRuntimeException(e);
      }
      // One name that ECS does not take makes it refuse all: it is found by halves.
      if (batch.size() == 1) {
        LOG.warn("ECS does not take {}: {}", batch.getFirst(), EcsErrors.detailed(e));
        refused.add(batch.getFirst());
      } else {
        describe(batch.subList(0, batch.size() / 2), found, refused);
        describe(batch.subList(batch.size() / 2, batch.size()), found, refused);
      }
      return;
    }
    var asked = new HashMap<String, String>();
    batch.forEach(name -> asked.put(TaskView.idOf(name), name));
    for (Task task : response.tasks()) {
      String name = asked.get(TaskView.idOf(task.taskArn()));
      if (name != null) {
        found.put(name, TaskViews.of(task));
      }
    }
    for (Failure failure : response.failures()) {
      if (!"MISSING".equals(failure.reason())) {
        throw new TaskRuntimeException(
            SdkException.builder().message("DescribeTasks: " + words(failure)).build());
      }
    }
  }

  private static String words(Failure failure) {
    return failure.reason() + (failure.detail() == null ? "" : ": " + failure.detail());
  }

  private static String join(String left, String right) {
    return left.isEmpty() ? right : left + "; " + right;
  }

  @Override
  public void close() {
    ecs.close();
  }
}
