package dev.fnk.local.ecs.runtime;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.definition.FargateSizes;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.protocol.EcsError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Makes tasks and sets their supervisors to work. */
public final class TaskLauncher implements TaskStarter, AutoCloseable {
  /** Each supervisor ends with the call to the engine that it is in; hundreds wait their turn. */
  private static final Duration HALT_DEADLINE = Duration.ofMinutes(3);

  private final LocalAccount account;
  private final TaskHost host;
  private final Clock clock;
  private final Set<Thread> supervisors = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public TaskLauncher(TaskRuntime runtime) {
    this(runtime.account(), new EngineTaskHost(runtime), runtime.clock());
  }

  TaskLauncher(LocalAccount account, TaskHost host, Clock clock) {
    this.account = account;
    this.host = host;
    this.clock = clock;
  }

  /** Checks what can only be checked with size and roles at hand. */
  public void check(TaskRequest request) {
    FargateSizes.require(request.size().cpu(), request.size().memory());
    request.overrides().applyTo(request.definition().containers());
    request.roles().task().ifPresent(role -> requireAssumable(request, role));
    request.roles().execution().ifPresent(role -> requireAssumable(request, role));
  }

  private void requireAssumable(TaskRequest request, String roleArn) {
    try {
      account.assumeRole(
          roleArn,
          "ecs-tasks.amazonaws.com",
          "ecs-launch-check",
          Duration.ofMinutes(15),
          request.cluster().arn());
    } catch (AwsError e) {
      throw EcsError.client(
          "ECS was unable to assume the role '"
              + roleArn
              + "' that was provided for this task. Please verify that the role being passed has"
              + " the proper trust relationship and permissions and that your IAM user has"
              + " permissions to pass this role.");
    }
  }

  @Override
  public Task launch(EcsRegion region, TaskRequest request) {
    if (closed) {
      throw new AwsError(500, "ServerException", "the local world ends");
    }
    List<ContainerDefinition> defined = request.definition().containers();
    Random random = ThreadLocalRandom.current();
    String id = UUID.randomUUID().toString().replace("-", "");
    List<String> subnets = request.network().network().subnets();
    Instant now = clock.instant();
    TaskSpec spec =
        new TaskSpec(
            region.arns().task(request.cluster().name(), id),
            id,
            request.cluster(),
            region.arns().region(),
            request.definition(),
            request.overrides().applyTo(defined),
            request.overrides().json(defined),
            request.size(),
            request.roles(),
            new TaskSpec.Placement(
                request.network().vpcId(),
                subnets.get(random.nextInt(subnets.size())),
                request.network().network(),
                request.target().provider(),
                request.target().platformVersion()),
            request.group(),
            request.startedBy(),
            request.executeCommand(),
            now);
    List<ContainerRun> runs = new ArrayList<>();
    for (ContainerDefinition container : spec.containers()) {
      String runtimeId =
          id
              + "-"
              + String.format(java.util.Locale.ROOT, "%010d", random.nextLong(10_000_000_000L));
      runs.add(
          ContainerRun.pending(
              container,
              region.arns().container(request.cluster().name(), id, UUID.randomUUID().toString()),
              runtimeId));
    }
    Task task = new Task(spec, runs, request.tags(), clock, region.changes()::signal);
    region.tasks().add(task);
    supervise(task);
    return task;
  }

  private void supervise(Task task) {
    Thread thread =
        Thread.ofVirtual()
            .name("task-" + task.spec().id())
            .unstarted(
                () -> {
                  try {
                    new TaskSupervisor(task, host, clock).run();
                  } finally {
                    supervisors.remove(Thread.currentThread());
                  }
                });
    supervisors.add(thread);
    thread.start();
  }

  /** Gives up every task where it stands; their containers are left to be cleared. */
  @Override
  public void close() {
    closed = true;
    supervisors.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + HALT_DEADLINE.toNanos();
    for (Thread thread : supervisors) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
