package dev.fnk.local.ecs.api;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.cluster.AwsVpc;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.cluster.LaunchTarget;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Failures;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Paging;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.ecs.runtime.TaskLauncher;
import dev.fnk.local.ecs.runtime.TaskNetwork;
import dev.fnk.local.json.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** RunTask, StopTask, DescribeTasks, ListTasks. */
final class TaskApi {
  private static final int MAX_COUNT = 10;
  private static final int MAX_DESCRIBED = 100;
  private static final int PAGE = 100;
  // Source: RunTask, parameter startedBy, in the ECS API reference.
  private static final Pattern STARTED_BY = Pattern.compile("[A-Za-z0-9_/-]{1,128}");

  private final EcsRegion region;
  private final TaskLauncher launcher;
  private final TaskNetwork network;
  private final RunTokens tokens;

  TaskApi(EcsRegion region, TaskLauncher launcher, TaskNetwork network, Clock clock) {
    this.region = region;
    this.launcher = launcher;
    this.network = network;
    this.tokens = new RunTokens(clock);
  }

  ObjectNode run(Fields request) {
    int count = request.integer("count").orElse(1);
    if (count < 1 || count > MAX_COUNT) {
      throw EcsError.invalidParameter("Count must be between 1 and 10.");
    }
    List<String> failures = new ArrayList<>();
    Optional<String> token = request.text("clientToken").filter(text -> !text.isEmpty());
    List<Task> tasks =
        token.isPresent()
            ? tokens.once(token.get(), request.object(), () -> run(request, count, failures))
            : run(request, count, failures);
    ObjectNode answer = Json.object();
    answer.set(
        "tasks", Json.objects(tasks.stream().map(task -> TaskJson.write(task, true)).toList()));
    answer.set(
        "failures",
        Json.objects(
            failures.stream().map(reason -> Json.object().put("reason", reason)).toList()));
    return answer;
  }

  /**
   * @param failures takes the reason of each task that was not started
   */
  private List<Task> run(Fields request, int count, List<String> failures) {
    Cluster cluster = region.clusters().of(request);
    TaskDefinition definition =
        region
            .taskDefinitions()
            .find(request.required("taskDefinition"))
            .orElseThrow(() -> EcsError.client("TaskDefinition not found."));
    if (definition.status() != TaskDefinition.Status.ACTIVE) {
      throw EcsError.client("TaskDefinition is inactive");
    }
    Optional<String> startedBy = request.text("startedBy").filter(text -> !text.isEmpty());
    startedBy.ifPresent(TaskApi::requireStartedBy);
    Tags tags = Tags.of(request);
    if (request.text("propagateTags").orElse("NONE").equals("TASK_DEFINITION")) {
      tags = definition.tags().plus(tags);
    }
    TaskRequest launch =
        new TaskRequest(
            cluster,
            definition,
            request.object("overrides").map(TaskOverrides::of).orElseGet(TaskOverrides::none),
            network.resolve(region.arns().region(), AwsVpc.of(request)),
            LaunchTarget.of(request, cluster),
            request.text("group").orElse("family:" + definition.family()),
            startedBy,
            request.flag("enableExecuteCommand").orElse(false),
            tags);
    launcher.check(launch);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      region
          .placementFailure(launch)
          .ifPresentOrElse(failures::add, () -> tasks.add(launcher.launch(region, launch)));
    }
    return tasks;
  }

  static void requireStartedBy(String startedBy) {
    if (!STARTED_BY.matcher(startedBy).matches()) {
      throw EcsError.invalidParameter(
          "startedBy must be 1 to 128 letters, numbers, hyphens, forward slashes and underscores:"
              + " '"
              + startedBy
              + "'");
    }
  }

  ObjectNode stop(Fields request) {
    Cluster cluster = region.clusters().of(request);
    Task task =
        region.tasks().find(cluster, request.required("task")).orElseThrow(EcsError::taskNotFound);
    String reason = request.text("reason").orElse("");
    if (reason.length() > 1024) {
      throw EcsError.invalidParameter("reason has at most 1024 characters.");
    }
    task.requestStop(StopCause.user(reason));
    ObjectNode answer = Json.object();
    answer.set("task", TaskJson.write(task, true));
    return answer;
  }

  ObjectNode describe(Fields request) {
    Cluster cluster = region.clusters().of(request);
    List<String> asked = request.texts("tasks");
    if (asked.isEmpty()) {
      throw EcsError.invalidParameter("Tasks cannot be empty.");
    }
    if (asked.size() > MAX_DESCRIBED) {
      throw EcsError.invalidParameter("Tasks cannot be more than 100.");
    }
    boolean tags = request.texts("include").contains("TAGS");
    ArrayNode tasks = Json.array();
    ArrayNode failures = Json.array();
    for (String reference : asked) {
      Optional<Task> task = region.tasks().find(cluster, reference);
      if (task.isPresent()) {
        tasks.add(TaskJson.write(task.get(), tags));
      } else {
        failures.add(
            Failures.of(region.arns().task(cluster.name(), Arns.lastPart(reference)), "MISSING"));
      }
    }
    ObjectNode answer = Json.object();
    answer.set("tasks", tasks);
    answer.set("failures", failures);
    return answer;
  }

  ObjectNode list(Fields request) {
    Cluster cluster = region.clusters().of(request);
    TaskFilter filter = TaskFilter.of(request);
    filter
        .serviceName()
        .filter(name -> region.services().find(cluster, name).isEmpty())
        .ifPresent(
            name -> {
              throw EcsError.serviceNotFound();
            });
    Stream<Task> tasks = region.tasks().of(cluster).stream().filter(filter::admits);
    return ClusterApi.page(
        "taskArns", Paging.page(tasks.map(task -> task.spec().arn()).toList(), request, PAGE));
  }

  /** What ECS answers when a task has no agent to run commands through. */
  ObjectNode execute(Fields request) {
    Cluster cluster = region.clusters().of(request);
    var _ =
        region.tasks().find(cluster, request.required("task")).orElseThrow(EcsError::taskNotFound);
    throw new AwsError(
        400,
        "TargetNotConnectedException",
        "The execute command failed due to an internal error. Try again later: the task runs no"
            + " agent for commands.");
  }

  /** What ListTasks narrows by. */
  record TaskFilter(
      Optional<String> startedBy,
      Optional<String> family,
      Optional<String> serviceName,
      boolean stopped,
      boolean fargate) {
    private static final List<String> OTHERS =
        List.of("family", "serviceName", "desiredStatus", "launchType", "containerInstance");

    /** Reads the filters; {@code startedBy} must be the only one, as the API reference says. */
    static TaskFilter of(Fields request) {
      Optional<String> startedBy = request.text("startedBy");
      if (startedBy.isPresent() && OTHERS.stream().anyMatch(request::has)) {
        throw EcsError.invalidParameter(
            "When you specify startedBy as the filter, it must be the only filter that you use.");
      }
      String desired = request.text("desiredStatus").orElse("RUNNING");
      if (!Set.of("RUNNING", "STOPPED", "PENDING").contains(desired)) {
        throw EcsError.invalidParameter("Unknown desiredStatus " + desired);
      }
      return new TaskFilter(
          startedBy,
          request.text("family"),
          request.text("serviceName").map(Arns::lastPart),
          desired.equals("STOPPED"),
          // A task never desires PENDING, and none runs on an instance.
          request.text("launchType").orElse("FARGATE").equals("FARGATE")
              && !request.has("containerInstance")
              && !desired.equals("PENDING"));
    }

    boolean admits(Task task) {
      TaskSpec spec = task.spec();
      return fargate
          && task.stopCause().isPresent() == stopped
          && (startedBy.isEmpty() || startedBy.equals(spec.startedBy()))
          && (family.isEmpty() || family.get().equals(spec.definition().family()))
          && (serviceName.isEmpty() || spec.group().equals("service:" + serviceName.get()));
    }
  }
}
