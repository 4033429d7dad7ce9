package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.PlatformTaskDefinitionIncompatibilityException;
import software.amazon.awssdk.services.ecs.model.PlatformUnknownException;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.UnsupportedFeatureException;

/**
 * The node's tasks on ECS. Every call waits for its quota; all methods may be called at once.
 *
 * <p>Its role needs {@code ecs:RegisterTaskDefinition}, {@code ecs:ListTaskDefinitions}, {@code
 * ecs:RunTask}, {@code ecs:StopTask}, {@code ecs:ListTasks}, {@code ecs:DescribeTasks}, {@code
 * ecs:TagResource} (tags at creation) and {@code iam:PassRole} on the execution role and the pods'
 * role.
 */
public final class FargateRuntime implements AutoCloseable {
  /** DescribeTasks takes no more. */
  static final int BATCH = 100;

  private static final Logger LOG = LoggerFactory.getLogger(FargateRuntime.class);

  private final EcsClient ecs;
  private final NodeConfig config;
  private final String startedBy;
  private final EcsQuotas quotas = EcsQuotas.published();
  private final TaskDefinitions definitions;

  /** Takes over {@code ecs}: closes it. */
  FargateRuntime(EcsClient ecs, NodeConfig config) {
    this.ecs = ecs;
    this.config = config;
    this.startedBy = StartedBy.of(config);
    this.definitions = new TaskDefinitions(ecs, config, quotas);
  }

  /** With the credentials and the endpoint of the environment, as every AWS client. */
  public static FargateRuntime create(NodeConfig config) {
    return new FargateRuntime(
        EcsClient.builder()
            .region(Region.of(config.region()))
            .httpClientBuilder(ApacheHttpClient.builder().maxConnections(64))
            .overrideConfiguration(
                o ->
                    o.apiCallTimeout(Duration.ofSeconds(60))
                        .apiCallAttemptTimeout(Duration.ofSeconds(15)))
            .build(),
        config);
  }

  /** Starts the pod's task, or finds it, if an earlier call has started it already. */
  public LaunchResult launch(TaskPlan plan) throws InterruptedException {
    try {
      String definition = definitions.arn(plan.template());
      quotas.launch().take();
      return run(TaskRequests.run(definition, plan.launch(), config), plan);
    } catch (ClientException
        | InvalidParameterException
        | AccessDeniedException
        | PlatformUnknownException
        | PlatformTaskDefinitionIncompatibilityException
        | UnsupportedFeatureException e) {
      if (words(e).contains("inactive") || words(e).contains("TaskDefinition not found")) {
        definitions.forget(plan.template());
        return new LaunchResult.NotNow("FailedCreate", words(e));
      }
      return e.isThrottlingException()
          ? new LaunchResult.NotNow("Throttled", words(e))
          : new LaunchResult.Refused(words(e));
    } catch (EcsException e) {
      return new LaunchResult.NotNow(
          e.isThrottlingException() ? "Throttled" : "FailedCreate", words(e));
    } catch (SdkException e) {
      return new LaunchResult.NotNow("FailedCreate", String.valueOf(e.getMessage()));
    }
  }

  private LaunchResult run(RunTaskRequest request, TaskPlan plan) throws InterruptedException {
    RunTaskResponse response;
    try {
      response = ecs.runTask(request);
    } catch (ConflictException e) {
      // The token was used with other parameters: an earlier version of the pod's launch.
      LOG.info("{}: adopting {}", plan.launch().identity(), e.resourceIds());
      return e.resourceIds().isEmpty()
          ? new LaunchResult.NotNow("FailedCreate", words(e))
          : new LaunchResult.Launched(adopted(e.resourceIds().getFirst()));
    }
    if (!response.tasks().isEmpty()) {
      return new LaunchResult.Launched(TaskViews.of(response.tasks().getFirst()));
    }
    String message =
        response.failures().stream().map(FargateRuntime::words).reduce("", FargateRuntime::join);
    return new LaunchResult.NotNow(
        message.contains("apacity") ? "FailedScheduling" : "FailedCreate",
        message.isEmpty() ? "ECS started no task and gave no reason" : message);
  }

  private TaskView adopted(String arn) throws InterruptedException {
    var found = describe(List.of(arn));
    return found.getOrDefault(arn, TaskView.gone(arn));
  }

  /**
   * Asks for the task's end: SIGTERM, and SIGKILL after its stop timeout. A task that has ended or
   * that ECS has forgotten is stopped already.
   *
   * @throws SdkException what ECS said; to be tried again
   */
  public void stop(String arn, String reason) throws InterruptedException {
    quotas.taskModify().take();
    try {
      ecs.stopTask(r -> r.cluster(config.ecsCluster()).task(arn).reason(reason));
    } catch (InvalidParameterException e) {
      if (!words(e).contains("not found")) {
        throw e;
      }
    }
  }

  /**
   * All tasks that this node has started: those that run and those that stopped within the last
   * hour.
   *
   * @throws SdkException when any of it could not be read: half a list is none
   */
  public List<TaskView> ownTasks() throws InterruptedException {
    var arns = new ArrayList<String>();
    // startedBy must be the only filter; so the stopped ones are those of the whole cluster.
    arns.addAll(list(ListTasksRequest.builder().startedBy(startedBy)));
    arns.addAll(list(ListTasksRequest.builder().desiredStatus(DesiredStatus.STOPPED)));
    return mine(arns);
  }

  /** Those that ECS wants to run, of this node. */
  public List<TaskView> runningTasks() throws InterruptedException {
    return mine(list(ListTasksRequest.builder().startedBy(startedBy)));
  }

  private List<TaskView> mine(List<String> arns) throws InterruptedException {
    return describe(arns.stream().distinct().toList()).values().stream()
        .filter(task -> task.startedBy().filter(startedBy::equals).isPresent())
        .toList();
  }

  private List<String> list(ListTasksRequest.Builder request) throws InterruptedException {
    var arns = new ArrayList<String>();
    request.cluster(config.ecsCluster()).maxResults(BATCH);
    String next = null;
    do {
      quotas.taskRead().take();
      var page = ecs.listTasks(request.nextToken(next).build());
      arns.addAll(page.taskArns());
      next = page.nextToken();
    } while (next != null && !next.isEmpty());
    return arns;
  }

  /**
   * By ARN; what ECS does not know is left out.
   *
   * @throws SdkException what ECS said
   */
  public Map<String, TaskView> describe(List<String> arns) throws InterruptedException {
    var views = new HashMap<String, TaskView>();
    for (int from = 0; from < arns.size(); from += BATCH) {
      var batch = arns.subList(from, Math.min(from + BATCH, arns.size()));
      quotas.taskRead().take();
      var response = ecs.describeTasks(r -> r.cluster(config.ecsCluster()).tasks(batch));
      for (Task task : response.tasks()) {
        views.put(task.taskArn(), TaskViews.of(task));
      }
      for (Failure failure : response.failures()) {
        if (!"MISSING".equals(failure.reason())) {
          throw SdkException.builder().message("DescribeTasks: " + words(failure)).build();
        }
      }
    }
    return views;
  }

  private static String words(AwsServiceException e) {
    var details = e.awsErrorDetails();
    String message = details == null ? null : details.errorMessage();
    message = message == null || message.isEmpty() ? e.getMessage() : message;
    String request = e.requestId();
    return (message == null ? e.getClass().getSimpleName() : message)
        + (request == null ? "" : " (request " + request + ")");
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
