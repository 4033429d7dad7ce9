package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.schedule.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * ECS in memory, in virtual time: tasks that start, run, end and are forgotten, tokens, lists that
 * lag behind.
 */
public final class FakeEcs {
  private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:";
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final VirtualTime time;
  private final Faults faults;
  private final Map<String, FakeTask> tasks = new LinkedHashMap<>();
  private final Map<String, FakeTask> tokens = new HashMap<>();
  private final Map<String, List<String>> definitions = new TreeMap<>();
  private final Map<String, List<String>> containers = new HashMap<>();
  private final Map<String, Integer> calls = new TreeMap<>();
  private final Map<String, List<Instant>> launches = new HashMap<>();
  private final Set<String> askedForSpot = new HashSet<>();
  private Consumer<FakeTask> changed = _ -> {};
  private Life life = _ -> new End(Duration.ofDays(365), 0, Failing.NOT);
  private final Map<String, RuntimeException> failing = new HashMap<>();
  private boolean down;

  /** How a task's containers behave. */
  @FunctionalInterface
  public interface Life {
    /**
     * @param environment of the container that says whose task it is
     */
    End of(Map<String, String> environment);
  }

  /** Why a task never runs. */
  public enum Failing {
    NOT,
    PULL,
    START
  }

  /**
   * @param after how long it runs
   */
  public record End(Duration after, int code, Failing failing) {}

  public FakeEcs(VirtualTime time, Faults faults) {
    this.time = time;
    this.faults = faults;
  }

  public void life(Life its) {
    this.life = its;
  }

  /** Told of each change of a task. */
  public void onChange(Consumer<FakeTask> listener) {
    this.changed = listener;
  }

  public void down(boolean now) {
    this.down = now;
  }

  /** From now on this call fails so; null: no longer. */
  public void failing(String call, @Nullable RuntimeException failure) {
    if (failure == null) {
      failing.remove(call);
    } else {
      failing.put(call, failure);
    }
  }

  public List<FakeTask> tasks() {
    return List.copyOf(tasks.values());
  }

  public Map<String, Integer> calls() {
    return calls;
  }

  /** When RunTask was asked for, by the uid of the pod. */
  public Map<String, List<Instant>> launches() {
    return launches;
  }

  /** The node's view, from a process that may be killed in any call. */
  public FargateRuntime runtime(NodeConfig config, VirtualTime.Process process) {
    return new FargateRuntime(new Client(process), config, process);
  }

  /** Of Spot there is none now and then, which leaves the token free. */
  private RunTaskResponse answer(RunTaskRequest request) {
    boolean none = Math.floorMod(time.now().getEpochSecond() / 20, 3) == 0;
    if (spot(request) && none && !tokens.containsKey(request.clientToken())) {
      return RunTaskResponse.builder()
          .failures(Failure.builder().reason("Capacity is unavailable at this time").build())
          .build();
    }
    return RunTaskResponse.builder().tasks(run(request).describe()).build();
  }

  private static boolean spot(RunTaskRequest request) {
    return request.capacityProviderStrategy().getFirst().capacityProvider().equals("FARGATE_SPOT");
  }

  FakeTask run(RunTaskRequest request) {
    FakeTask known = tokens.get(request.clientToken());
    if (known != null && !known.forgottenForTokens()) {
      if (!known.request.equals(request)) {
        throw ConflictException.builder()
            .resourceIds(known.arn)
            .awsErrorDetails(details("ConflictException", "token in use"))
            .statusCode(400)
            .build();
      }
      return known;
    }
    var task =
        new FakeTask(
            this,
            time,
            "%032x".formatted(tasks.size() + 1),
            request,
            containers.getOrDefault(request.taskDefinition(), List.of()));
    tasks.put(task.id, task);
    tokens.put(request.clientToken(), task);
    task.begin(life.of(task.environment()), faults.random());
    return task;
  }

  void changed(FakeTask task) {
    changed.accept(task);
  }

  /** Whose agent can be called, if it has one. */
  public Optional<FakeTask> reachable(String id) {
    return Optional.ofNullable(tasks.get(id)).filter(FakeTask::running);
  }

  private @Nullable FakeTask find(String name) {
    FakeTask task = tasks.get(name.substring(name.lastIndexOf('/') + 1));
    return task == null || task.forgotten(FORGOTTEN) || task.unknownYet() ? null : task;
  }

  static String arn(String kind, String name) {
    return ARN + kind + "/" + name;
  }

  static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder().errorCode(code).errorMessage(message).build();
  }

  private final class Client implements EcsClient, Faults.Errors {
    private final VirtualTime.Process process;

    private Client(VirtualTime.Process process) {
      this.process = process;
    }

    private <T> T call(String name, Faults.Effect<T> effect) {
      calls.merge(name, 1, Integer::sum);
      return faults.call(
          time,
          process,
          this,
          () -> {
            if (down) {
              throw failed();
            }
            if (failing.containsKey(name)) {
              throw failing.get(name);
            }
            return effect.take();
          });
    }

    @Override
    public RuntimeException throttled() {
      // As the services behind ECS have it passed on, too.
      String message = "Rate exceeded " + faults.random().nextInt(3);
      return switch (faults.random().nextInt(3)) {
        case 0 ->
            InvalidParameterException.builder()
                .awsErrorDetails(details("InvalidParameterException", message))
                .statusCode(400)
                .build();
        case 1 ->
            ClientException.builder()
                .awsErrorDetails(details("ClientException", message))
                .statusCode(400)
                .build();
        default ->
            ServerException.builder()
                .awsErrorDetails(details("ThrottlingException", message))
                .statusCode(429)
                .build();
      };
    }

    @Override
    public RuntimeException failed() {
      return ServerException.builder()
          .awsErrorDetails(details("ServerException", "Service Unavailable. Please try again."))
          .requestId("request-" + faults.random().nextInt())
          .statusCode(503)
          .build();
    }

    @Override
    public RuntimeException lost() {
      return SdkClientException.create("no answer");
    }

    @Override
    public RunTaskResponse runTask(RunTaskRequest request) {
      String uid = request.clientToken().substring(0, request.clientToken().lastIndexOf('-'));
      // A call on demand after one for Spot is the same launch.
      if (spot(request) || !askedForSpot.contains(request.clientToken())) {
        launches.computeIfAbsent(uid, _ -> new ArrayList<>()).add(time.now());
      }
      if (spot(request)) {
        askedForSpot.add(request.clientToken());
      }
      return call("RunTask", () -> answer(request));
    }

    @Override
    public StopTaskResponse stopTask(StopTaskRequest request) {
      return call(
          "StopTask",
          () -> {
            FakeTask task = find(request.task());
            if (task == null) {
              throw InvalidParameterException.builder()
                  .awsErrorDetails(
                      details("InvalidParameterException", "The referenced task was not found."))
                  .statusCode(400)
                  .build();
            }
            task.stop("UserInitiated", faults.random());
            return StopTaskResponse.builder().task(task.describe()).build();
          });
    }

    @Override
    public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
      return call(
          "DescribeTasks",
          () -> {
            var found = new ArrayList<Task>();
            var failures = new ArrayList<Failure>();
            for (String name : request.tasks()) {
              FakeTask task = find(name);
              if (task == null) {
                failures.add(Failure.builder().arn(name).reason("MISSING").build());
              } else {
                found.add(task.describe());
              }
            }
            return DescribeTasksResponse.builder().tasks(found).failures(failures).build();
          });
    }

    @Override
    public ListTasksResponse listTasks(ListTasksRequest request) {
      return call(
          "ListTasks",
          () -> {
            boolean stopped = request.desiredStatus() == DesiredStatus.STOPPED;
            var arns =
                tasks.values().stream()
                    .filter(t -> !t.forgotten(FORGOTTEN) && !t.unlistedYet())
                    .filter(t -> t.desiredStopped() == stopped)
                    .map(t -> t.arn)
                    .toList();
            int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
            int to = Math.min(from + 100, arns.size());
            return ListTasksResponse.builder()
                .taskArns(arns.subList(from, to))
                .nextToken(to < arns.size() ? Integer.toString(to) : null)
                .build();
          });
    }

    @Override
    public ListTaskDefinitionsResponse listTaskDefinitions(ListTaskDefinitionsRequest request) {
      return call(
          "ListTaskDefinitions",
          () ->
              ListTaskDefinitionsResponse.builder()
                  .taskDefinitionArns(
                      definitions.getOrDefault(request.familyPrefix(), List.of()).reversed())
                  .build());
    }

    @Override
    public RegisterTaskDefinitionResponse registerTaskDefinition(
        RegisterTaskDefinitionRequest request) {
      return call(
          "RegisterTaskDefinition",
          () -> {
            var revisions = definitions.computeIfAbsent(request.family(), _ -> new ArrayList<>());
            String arn = arn("task-definition", request.family()) + ":" + (revisions.size() + 1);
            revisions.add(arn);
            containers.put(
                arn,
                request.containerDefinitions().stream().map(ContainerDefinition::name).toList());
            return RegisterTaskDefinitionResponse.builder()
                .taskDefinition(d -> d.taskDefinitionArn(arn))
                .build();
          });
    }

    @Override
    public String serviceName() {
      return "ecs";
    }

    @Override
    public void close() {}
  }
}
