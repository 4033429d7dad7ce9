package dev.fnk.local.ecs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.ChangeSignal;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.engine.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class TaskSupervisorTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String ONE = "{'name':'a','image':'i'}";
  private static final String LOGGED =
      """
      {'name':'a','image':'i','logConfiguration':{'logDriver':'awslogs','options':{
        'awslogs-group':'/g','awslogs-region':'eu-west-1','awslogs-stream-prefix':'p'}}}""";

  private final FakeTaskHost host = new FakeTaskHost();
  private final ManualClock clock = new ManualClock(EcsRequests.START);
  private final ChangeSignal changes = new ChangeSignal();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  @AfterEach
  void halt() throws Exception {
    for (Thread thread : threads) {
      thread.interrupt();
      assertThat(thread.join(DEADLINE)).isTrue();
    }
  }

  @Test
  void aTaskRunsAndEndsWithItsEssentialContainer() throws Exception {
    Task task = supervise(ONE);
    await(() -> task.running());
    assertThat(host.asked).containsExactly("attach", "open", "image i", "create a", "start a");
    assertThat(task.snapshot().networkInterface()).contains(FakeTaskHost.ENI);
    assertThat(task.container("a").imageDigest()).contains("sha256:d1");
    assertThat(task.container("a").imageId()).contains("sha256:1d");

    host.end("a", 3);
    awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.essentialExited());
    assertThat(task.container("a").exitCode()).contains(3);
    assertThat(task.container("a").reason()).isEmpty();
    assertThat(task.container("a").stoppedAt()).contains(EcsRequests.START.plusSeconds(7));
    assertThat(host.asked.subList(5, host.asked.size()))
        .containsExactly("remove a", "close", "detach eni-1");
  }

  @Test
  void eachPointOfItsLifeHasItsTime() throws Exception {
    Task task = supervise(ONE);
    await(() -> task.running());
    clock.advance(Duration.ofSeconds(5));
    task.requestStop(StopCause.user(""));
    awaitStopped(task);
    assertThat(task.snapshot().times().connectedAt()).contains(EcsRequests.START);
    assertThat(task.snapshot().times().pullStartedAt()).contains(EcsRequests.START);
    assertThat(task.snapshot().times().pullStoppedAt()).contains(EcsRequests.START);
    assertThat(task.snapshot().times().startedAt()).contains(EcsRequests.START);
    assertThat(task.snapshot().times().stoppingAt()).contains(EcsRequests.START.plusSeconds(5));
    assertThat(task.snapshot().times().executionStoppedAt())
        .contains(EcsRequests.START.plusSeconds(5));
    assertThat(task.snapshot().times().stoppedAt()).contains(EcsRequests.START.plusSeconds(5));
  }

  @Test
  void whoAsksForAStopGetsTheStopSignalAndItsExitCode() throws Exception {
    Task task = supervise(ONE);
    await(() -> task.running());
    task.requestStop(StopCause.user("enough"));
    awaitStopped(task);
    assertThat(host.asked).contains("signal a SIGTERM").doesNotContain("signal a SIGKILL");
    assertThat(task.container("a").exitCode()).contains(143);
    assertThat(task.stopCause()).contains(StopCause.user("enough"));
  }

  @Test
  void whatIgnoresTheStopSignalIsKilledAfterItsTimeout() throws Exception {
    host.ignoresTerm("a");
    Task task = supervise("{'name':'a','image':'i','stopTimeout':0}");
    await(() -> task.running());
    task.requestStop(StopCause.user(""));
    awaitStopped(task);
    assertThat(host.asked).containsSubsequence("signal a SIGTERM", "signal a SIGKILL", "remove a");
    assertThat(task.container("a").exitCode()).contains(137);
  }

  @Test
  void dependentsStopBeforeWhatTheyDependOn() throws Exception {
    Task task =
        supervise(
            """
            {'name':'a','image':'i'},
            {'name':'b','image':'i','dependsOn':[{'containerName':'a','condition':'START'}]}""");
    await(() -> task.running());
    task.requestStop(StopCause.user(""));
    awaitStopped(task);
    assertThat(host.asked).containsSubsequence("start a", "start b");
    assertThat(host.asked).containsSubsequence("signal b SIGTERM", "signal a SIGTERM");
  }

  @Test
  void aStopBeforeTheStartMakesNothing() throws Exception {
    Task task = task(ONE);
    task.requestStop(StopCause.user(""));
    start(task);
    awaitStopped(task);
    assertThat(host.asked).isEmpty();
    assertThat(task.container("a").isStopped()).isTrue();
  }

  @Test
  void withoutANetworkInterfaceNothingIsMade() throws Exception {
    host.fail("attach", new TaskFailure("Unexpected EC2 error"));
    Task task = supervise(ONE);
    awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.failedToStart("Unexpected EC2 error"));
    assertThat(host.asked).containsExactly("attach");
    assertThat(task.container("a").exitCode()).isEmpty();
  }

  @Test
  void whatTheAccountRefusesIsTheReason() throws Exception {
    host.fail("attach", new AwsError(400, "X", "no such VPC"));
    Task task = supervise(ONE);
    awaitStopped(task);
    assertThat(reason(task)).isEqualTo("ResourceInitializationError: no such VPC");
  }

  @Test
  void whatAnSdkClientFailsWithIsTheReason() throws Exception {
    host.fail("attach", SdkClientException.create("unable to connect"));
    Task task = supervise(ONE);
    awaitStopped(task);
    assertThat(reason(task)).startsWith("ResourceInitializationError: unable to connect");
  }

  @Test
  void withoutASandboxTheInterfaceGoesAgain() throws Exception {
    host.fail("open", new EngineException("no address is free"));
    Task task = supervise(ONE);
    awaitStopped(task);
    assertThat(reason(task)).isEqualTo("ResourceInitializationError: no address is free");
    assertThat(host.asked).containsExactly("attach", "open", "detach eni-1");
  }

  @Test
  void anImageThatCannotBePulledIsItsContainersReasonToo() throws Exception {
    host.fail("image j", new TaskFailure("CannotPullContainerError: denied"));
    Task task = supervise(ONE + ",{'name':'b','image':'j'}");
    awaitStopped(task);
    assertThat(task.stopCause())
        .contains(StopCause.failedToStart("CannotPullContainerError: denied"));
    assertThat(task.container("b").reason()).contains("CannotPullContainerError: denied");
    assertThat(task.container("a").reason()).isEmpty();
    assertThat(host.asked)
        .containsExactly("attach", "open", "image i", "image j", "close", "detach eni-1");
  }

  @Test
  void aContainerThatCannotBeMadeEndsTheTask() throws Exception {
    host.fail("create b", new EngineException("no such user"));
    Task task = supervise(ONE + ",{'name':'b','image':'i'}");
    awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.failedToStart("Task failed to start"));
    assertThat(task.container("b").reason()).contains("CannotStartContainerError: no such user");
    assertThat(task.container("b").exitCode()).isEmpty();
    assertThat(task.container("a").exitCode()).contains(143);
    assertThat(host.asked).doesNotContain("remove b").contains("remove a", "close");
  }

  @Test
  void aContainerThatDoesNotStartIsRemoved() throws Exception {
    host.fail("start a", new EngineException("exec: no such file"));
    Task task = supervise(ONE);
    awaitStopped(task);
    assertThat(task.container("a").reason())
        .contains("CannotStartContainerError: exec: no such file");
    assertThat(host.asked)
        .containsSubsequence("create a", "start a", "remove a", "close", "detach eni-1")
        .containsOnlyOnce("remove a");
  }

  @Test
  void aDependentWaitsForSuccess() throws Exception {
    Task task = supervise(initialized());
    await(() -> task.container("init").status() == TaskStatus.RUNNING);
    assertThat(host.asked).doesNotContain("create a");
    host.end("init", 0);
    await(() -> task.running());
    assertThat(task.container("a").status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void aDependentOfAFailureNeverStarts() throws Exception {
    Task task = supervise(initialized());
    await(() -> task.container("init").status() == TaskStatus.RUNNING);
    host.end("init", 1);
    awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.failedToStart("Task failed to start"));
    assertThat(task.container("a").reason()).contains("Container 'a': a dependency was not met");
    assertThat(task.container("init").exitCode()).contains(1);
    assertThat(task.snapshot().times().startedAt()).isEmpty();
  }

  @Test
  void healthIsReadAndDecidesTheStart() throws Exception {
    Task task =
        supervise(
            """
            {'name':'a','image':'i','healthCheck':{'command':['CMD','x']}},
            {'name':'b','image':'i','dependsOn':[{'containerName':'a','condition':'HEALTHY'}]}""");
    await(() -> task.container("a").status() == TaskStatus.RUNNING);
    host.health("a", "starting");
    assertThat(task.container("a").health()).isEqualTo("UNKNOWN");
    host.health("a", "healthy");
    await(() -> task.running());
    assertThat(task.snapshot().health()).isEqualTo("HEALTHY");
    host.health("a", "unhealthy");
    await(() -> task.snapshot().health().equals("UNHEALTHY"));
    assertThat(task.stopCause()).isEmpty();
  }

  @Test
  void anOtherContainersEndIsNotTheTasks() throws Exception {
    Task task = supervise(ONE + ",{'name':'b','image':'i','essential':false}");
    await(() -> task.running());
    host.end("b", 0);
    await(() -> task.container("b").isStopped());
    assertThat(task.stopCause()).isEmpty();
    host.end("a", 0);
    awaitStopped(task);
    assertThat(host.asked).contains("remove a", "remove b").doesNotContain("signal b SIGTERM");
  }

  @Test
  void aWaitThatBreaksOffIsNoExit() throws Exception {
    Task task = supervise(ONE);
    await(() -> task.running());
    host.breakWait("a");
    await(() -> host.waits("a") == 2);
    assertThat(task.container("a").isStopped()).isFalse();
    host.end("a", 0);
    awaitStopped(task);
    assertThat(task.container("a").exitCode()).contains(0);
  }

  @Test
  void aContainerThatTheEngineHasLostHasNoExitCode() throws Exception {
    Task task = supervise(ONE);
    await(() -> task.running());
    host.lose("a");
    awaitStopped(task);
    assertThat(task.container("a").exitCode()).isEmpty();
    assertThat(task.container("a").reason())
        .contains("The container engine has lost the container");
  }

  @Test
  void whyAContainerEndedIsItsReason() throws Exception {
    Task task = supervise(ONE + ",{'name':'b','image':'i','essential':false}");
    await(() -> task.running());
    host.end("b", 127, false, "exec format error");
    await(() -> task.container("b").isStopped());
    assertThat(task.container("b").reason()).contains("exec format error");
    host.end("a", 137, true, "");
    awaitStopped(task);
    assertThat(task.container("a").reason())
        .contains("OutOfMemoryError: Container killed due to memory usage");
  }

  @Test
  void whatCannotBeRemovedDoesNotKeepTheRest() throws Exception {
    host.fail("remove a", new EngineException("busy"));
    host.fail("close", new EngineException("busy"));
    host.fail("detach eni-1", SdkClientException.create("away"));
    Task task = supervise(ONE);
    await(() -> task.running());
    host.end("a", 0);
    awaitStopped(task);
    assertThat(host.asked).containsSubsequence("remove a", "close", "detach eni-1");
  }

  @Test
  void aWorldThatEndsLeavesItsTasksAsTheyAre() throws Exception {
    Task task = supervise(ONE);
    await(() -> task.running());
    threads.getFirst().interrupt();
    assertThat(threads.getFirst().join(DEADLINE)).isTrue();
    assertThat(task.running()).isTrue();
    assertThat(host.asked).doesNotContain("remove a", "close");
  }

  @Test
  void linesAreInTheStreamBeforeTheTaskIsStopped() throws Exception {
    host.logs.groups.add("/g");
    Task task = supervise(LOGGED);
    await(() -> task.running());
    assertThat(host.logs.streams).containsExactly("p/a/0123");
    host.write("a", "one");
    host.write("a", "");
    host.write("a", "two");
    host.end("a", 0);
    awaitStopped(task);
    assertThat(host.logs.lines).containsExactly("p/a/0123: one", "p/a/0123: two");
  }

  @Test
  void linesThatAreRefusedAreSentAgain() throws Exception {
    host.logs.groups.add("/g");
    host.logs.failing = 2;
    Task task = supervise(LOGGED);
    await(() -> task.running());
    host.write("a", "one");
    host.end("a", 0);
    awaitStopped(task);
    assertThat(host.logs.lastLine()).contains("p/a/0123: one");
  }

  @Test
  void aMissingLogGroupKeepsTheTaskFromStarting() throws Exception {
    Task task = supervise(LOGGED);
    awaitStopped(task);
    assertThat(reason(task))
        .startsWith("ResourceInitializationError: failed to validate logger args")
        .contains("ResourceNotFoundException: The specified log group does not exist.");
    assertThat(host.asked).doesNotContain("create a").contains("close", "detach eni-1");
  }

  @Test
  void aLogGroupIsMadeWhenItIsAskedFor() throws Exception {
    Task task = supervise(LOGGED.replace("'p'", "'p','awslogs-create-group':'true'"));
    await(() -> task.running());
    assertThat(host.logs.groups).containsExactly("/g");
  }

  private static String initialized() {
    return """
    {'name':'init','image':'i','essential':false},
    {'name':'a','image':'i','dependsOn':[{'containerName':'init','condition':'SUCCESS'}]}""";
  }

  private static String reason(Task task) {
    return task.stopCause().map(StopCause::reason).orElse("");
  }

  private Task task(String containers) {
    TaskSpec spec = EcsRequests.spec(EcsRequests.registered(containers), TaskOverrides.none());
    return EcsRequests.task(spec, Tags.none(), clock, changes::signal);
  }

  private Task supervise(String containers) {
    Task task = task(containers);
    start(task);
    return task;
  }

  private void start(Task task) {
    threads.add(Thread.ofVirtual().start(new TaskSupervisor(task, host, clock)));
  }

  private void awaitStopped(Task task) throws InterruptedException {
    await(task::stopped);
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
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
}
