package dev.fnk.local.ecs;

import dev.fnk.local.aws.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Makes tasks and sets their supervisors to work. */
final class TaskLauncher implements AutoCloseable {
  /** Each supervisor ends with the call to the engine that it is in; hundreds wait their turn. */
  private static final Duration HALT_DEADLINE = Duration.ofMinutes(3);

  private final TaskRuntime runtime;
  private final Set<Thread> supervisors = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  TaskLauncher(TaskRuntime runtime) {
    this.runtime = runtime;
  }

  /** What RunTask or a service asks for; everything in it was checked. */
  record Launch(
      Cluster cluster,
      TaskDefinition definition,
      TaskOverrides overrides,
      TaskNetwork.Resolved network,
      LaunchTarget target,
      String group,
      Optional<String> startedBy,
      boolean executeCommand,
      Tags tags) {}

  /** Checks what can only be checked with size and roles at hand. */
  void check(Launch launch) {
    TaskDefinitionValidator.requireSize(cpu(launch), memory(launch));
    launch.overrides().applyTo(launch.definition().containers());
    taskRole(launch).ifPresent(role -> requireAssumable(launch, role));
    executionRole(launch).ifPresent(role -> requireAssumable(launch, role));
  }

  private void requireAssumable(Launch launch, String roleArn) {
    try {
      runtime
          .account()
          .assumeRole(
              roleArn,
              "ecs-tasks.amazonaws.com",
              "ecs-launch-check",
              Duration.ofMinutes(15),
              launch.cluster().arn());
    } catch (AwsError e) {
      throw EcsError.client(
          "ECS was unable to assume the role '"
              + roleArn
              + "' that was provided for this task. Please verify that the role being passed has"
              + " the proper trust relationship and permissions and that your IAM user has"
              + " permissions to pass this role.");
    }
  }

  static int cpu(Launch launch) {
    return launch.overrides().cpu().map(FargateSizes::cpu).orElseGet(launch.definition()::cpu);
  }

  private static int memory(Launch launch) {
    return launch
        .overrides()
        .memory()
        .map(FargateSizes::memory)
        .orElseGet(launch.definition()::memory);
  }

  private static Optional<String> taskRole(Launch launch) {
    return launch.overrides().taskRoleArn().or(launch.definition()::taskRoleArn);
  }

  private static Optional<String> executionRole(Launch launch) {
    return launch.overrides().executionRoleArn().or(launch.definition()::executionRoleArn);
  }

  /** Starts one task. */
  Task launch(EcsRegion region, Launch launch) {
    if (closed) {
      throw new AwsError(500, "ServerException", "the local world ends");
    }
    List<ContainerDefinition> defined = launch.definition().containers();
    Random random = ThreadLocalRandom.current();
    String id = UUID.randomUUID().toString().replace("-", "");
    List<String> subnets = launch.network().network().subnets();
    Instant now = runtime.clock().instant();
    TaskOrder order =
        new TaskOrder(
            region.arns().task(launch.cluster().name(), id),
            id,
            launch.cluster(),
            region.arns().region(),
            launch.definition(),
            launch.overrides().applyTo(defined),
            launch.overrides().json(defined),
            cpu(launch),
            memory(launch),
            taskRole(launch),
            executionRole(launch),
            launch.network().vpcId(),
            subnets.get(random.nextInt(subnets.size())),
            launch.network().network(),
            launch.target().provider(),
            launch.target().platformVersion(),
            launch.group(),
            launch.startedBy(),
            launch.executeCommand(),
            now);
    List<ContainerRun> runs = new ArrayList<>();
    for (ContainerDefinition container : order.containers()) {
      String runtimeId =
          id
              + "-"
              + String.format(java.util.Locale.ROOT, "%010d", random.nextLong(10_000_000_000L));
      runs.add(
          ContainerRun.pending(
              container,
              region.arns().container(launch.cluster().name(), id, UUID.randomUUID().toString()),
              runtimeId));
    }
    Task task = new Task(order, runs, launch.tags(), runtime.clock(), region.changes()::signal);
    region.tasks().add(task);
    supervise(task);
    return task;
  }

  private void supervise(Task task) {
    Thread thread =
        Thread.ofVirtual()
            .name("task-" + task.order().id())
            .unstarted(
                () -> {
                  try {
                    new TaskSupervisor(task, runtime).run();
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

  /** A random lower-case hexadecimal text of that many octets. */
  static String randomHex(int octets) {
    byte[] bytes = new byte[octets];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
