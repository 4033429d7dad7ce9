package dev.fnk.local.ecs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.ChangeSignal;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Supervisors at work on a machine in memory. */
final class Supervision {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** A container, and no more. */
  static final String ONE = "{'name':'a','image':'i'}";

  /** The same, whose lines go to the group /g. */
  static final String LOGGED =
      """
      {'name':'a','image':'i','logConfiguration':{'logDriver':'awslogs','options':{
        'awslogs-group':'/g','awslogs-region':'eu-west-1','awslogs-stream-prefix':'p'}}}""";

  final FakeTaskHost host = new FakeTaskHost();
  final ManualClock clock = new ManualClock(EcsRequests.START);
  private final ChangeSignal changes = new ChangeSignal();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  Task task(String containers) {
    TaskSpec spec = EcsRequests.spec(EcsRequests.registered(containers), TaskOverrides.none());
    return EcsRequests.task(spec, Tags.none(), clock, changes::signal);
  }

  Task supervise(String containers) {
    Task task = task(containers);
    start(task);
    return task;
  }

  void start(Task task) {
    threads.add(Thread.ofVirtual().start(new TaskSupervisor(task, host, clock)));
  }

  void awaitStopped(Task task) throws InterruptedException {
    await(task::stopped);
  }

  void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      long seen = changes.count();
      if (condition.getAsBoolean()) {
        return;
      }
      assertThat(System.nanoTime()).as("in time; asked: %s", host.asked).isLessThan(deadline);
      changes.await(seen, Duration.ofMillis(20));
    }
  }

  /** The world ends: every supervisor gives up where it stands. */
  void halt() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      assertThat(thread.join(DEADLINE)).isTrue();
    }
  }
}
