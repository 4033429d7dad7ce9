package dev.fnk.local.ecs.runtime;

import static dev.fnk.local.ecs.runtime.Supervision.LOGGED;
import static dev.fnk.local.ecs.runtime.Supervision.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskSupervisorTest {
  private final Supervision supervision = new Supervision();
  private final FakeTaskHost host = supervision.host;

  @AfterEach
  void halt() throws Exception {
    supervision.halt();
  }

  @Test
  void aTaskRunsAndEndsWithItsEssentialContainer() throws Exception {
    Task task = supervision.supervise(ONE);
    supervision.await(() -> task.running());
    assertThat(host.asked).containsExactly("attach", "open", "image i", "create a", "start a");
    assertThat(task.snapshot().networkInterface()).contains(FakeTaskHost.ENI);
    assertThat(task.container("a").imageDigest()).contains("sha256:d1");
    assertThat(task.container("a").imageId()).contains("sha256:1d");

    host.end("a", 3);
    supervision.awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.essentialExited());
    assertThat(task.container("a").exitCode()).contains(3);
    assertThat(task.container("a").reason()).isEmpty();
    assertThat(task.container("a").stoppedAt()).contains(EcsRequests.START.plusSeconds(7));
    assertThat(host.asked.subList(5, host.asked.size()))
        .containsExactly("remove a", "close", "detach eni-1");
  }

  @Test
  void eachPointOfItsLifeHasItsTime() throws Exception {
    Task task = supervision.supervise(ONE);
    supervision.await(() -> task.running());
    supervision.clock.advance(Duration.ofSeconds(5));
    task.requestStop(StopCause.user(""));
    supervision.awaitStopped(task);
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
    Task task = supervision.supervise(ONE);
    supervision.await(() -> task.running());
    task.requestStop(StopCause.user("enough"));
    supervision.awaitStopped(task);
    assertThat(host.asked).contains("signal a SIGTERM").doesNotContain("signal a SIGKILL");
    assertThat(task.container("a").exitCode()).contains(143);
    assertThat(task.stopCause()).contains(StopCause.user("enough"));
  }

  @Test
  void whatIgnoresTheStopSignalIsKilledAfterItsTimeout() throws Exception {
    host.ignoresTerm("a");
    Task task = supervision.supervise("{'name':'a','image':'i','stopTimeout':0}");
    supervision.await(() -> task.running());
    task.requestStop(StopCause.user(""));
    supervision.awaitStopped(task);
    assertThat(host.asked).containsSubsequence("signal a SIGTERM", "signal a SIGKILL", "remove a");
    assertThat(task.container("a").exitCode()).contains(137);
  }

  @Test
  void dependentsStopBeforeWhatTheyDependOn() throws Exception {
    Task task =
        supervision.supervise(
            """
            {'name':'a','image':'i'},
            {'name':'b','image':'i','dependsOn':[{'containerName':'a','condition':'START'}]}""");
    supervision.await(() -> task.running());
    task.requestStop(StopCause.user(""));
    supervision.awaitStopped(task);
    assertThat(host.asked).containsSubsequence("start a", "start b");
    assertThat(host.asked).containsSubsequence("signal b SIGTERM", "signal a SIGTERM");
  }

  @Test
  void aStopBeforeTheStartMakesNothing() throws Exception {
    Task task = supervision.task(ONE);
    task.requestStop(StopCause.user(""));
    supervision.start(task);
    supervision.awaitStopped(task);
    assertThat(host.asked).isEmpty();
    assertThat(task.container("a").isStopped()).isTrue();
  }

  @Test
  void aDependentWaitsForSuccess() throws Exception {
    Task task = supervision.supervise(initialized());
    supervision.await(() -> task.container("init").status() == TaskStatus.RUNNING);
    assertThat(host.asked).doesNotContain("create a");
    host.end("init", 0);
    supervision.await(() -> task.running());
    assertThat(task.container("a").status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void aDependentOfAFailureNeverStarts() throws Exception {
    Task task = supervision.supervise(initialized());
    supervision.await(() -> task.container("init").status() == TaskStatus.RUNNING);
    host.end("init", 1);
    supervision.awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.failedToStart("Task failed to start"));
    assertThat(task.container("a").reason()).contains("Container 'a': a dependency was not met");
    assertThat(task.container("init").exitCode()).contains(1);
    assertThat(task.snapshot().times().startedAt()).isEmpty();
  }

  @Test
  void healthIsReadAndDecidesTheStart() throws Exception {
    Task task =
        supervision.supervise(
            """
            {'name':'a','image':'i','healthCheck':{'command':['CMD','x']}},
            {'name':'b','image':'i','dependsOn':[{'containerName':'a','condition':'HEALTHY'}]}""");
    supervision.await(() -> task.container("a").status() == TaskStatus.RUNNING);
    host.health("a", "starting");
    assertThat(task.container("a").health()).isEqualTo("UNKNOWN");
    host.health("a", "healthy");
    supervision.await(() -> task.running());
    assertThat(task.snapshot().health()).isEqualTo("HEALTHY");
    host.health("a", "unhealthy");
    supervision.await(() -> task.snapshot().health().equals("UNHEALTHY"));
    assertThat(task.stopCause()).isEmpty();
  }

  @Test
  void anOtherContainersEndIsNotTheTasks() throws Exception {
    Task task = supervision.supervise(ONE + ",{'name':'b','image':'i','essential':false}");
    supervision.await(() -> task.running());
    host.end("b", 0);
    supervision.await(() -> task.container("b").isStopped());
    assertThat(task.stopCause()).isEmpty();
    host.end("a", 0);
    supervision.awaitStopped(task);
    assertThat(host.asked).contains("remove a", "remove b").doesNotContain("signal b SIGTERM");
  }

  @Test
  void aWorldThatEndsLeavesItsTasksAsTheyAre() throws Exception {
    Task task = supervision.supervise(ONE);
    supervision.await(() -> task.running());
    supervision.halt();
    assertThat(task.running()).isTrue();
    assertThat(host.asked).doesNotContain("remove a", "close");
  }

  @Test
  void linesAreInTheStreamBeforeTheTaskIsStopped() throws Exception {
    host.logs.groups.add("/g");
    Task task = supervision.supervise(LOGGED);
    supervision.await(() -> task.running());
    assertThat(host.logs.streams).containsExactly("p/a/0123");
    host.write("a", "one");
    host.write("a", "");
    host.write("a", "two");
    host.end("a", 0);
    supervision.awaitStopped(task);
    assertThat(host.logs.lines).containsExactly("p/a/0123: one", "p/a/0123: two");
  }

  @Test
  void aLogGroupIsMadeWhenItIsAskedFor() throws Exception {
    Task task = supervision.supervise(LOGGED.replace("'p'", "'p','awslogs-create-group':'true'"));
    supervision.await(() -> task.running());
    assertThat(host.logs.groups).containsExactly("/g");
  }

  private static String initialized() {
    return """
    {'name':'init','image':'i','essential':false},
    {'name':'a','image':'i','dependsOn':[{'containerName':'init','condition':'SUCCESS'}]}""";
  }
}
