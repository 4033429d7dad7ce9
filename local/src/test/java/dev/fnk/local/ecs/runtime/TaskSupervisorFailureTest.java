package dev.fnk.local.ecs.runtime;

import static dev.fnk.local.ecs.runtime.Supervision.LOGGED;
import static dev.fnk.local.ecs.runtime.Supervision.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.engine.EngineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What becomes of a task when something that it needs fails. */
class TaskSupervisorFailureTest {
  private final Supervision supervision = new Supervision();
  private final FakeTaskHost host = supervision.host;

  @AfterEach
  void halt() throws Exception {
    supervision.halt();
  }

  @Test
  void withoutANetworkInterfaceNothingIsMade() throws Exception {
    host.fail("attach", new TaskFailure("Unexpected EC2 error"));
    Task task = supervision.supervise(ONE);
    supervision.awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.failedToStart("Unexpected EC2 error"));
    assertThat(host.asked).containsExactly("attach");
    assertThat(task.container("a").exitCode()).isEmpty();
  }

  @Test
  void whatTheAccountRefusesIsTheReason() throws Exception {
    host.fail("attach", new AwsError(400, "X", "no such VPC"));
    Task task = supervision.supervise(ONE);
    supervision.awaitStopped(task);
    assertThat(reason(task)).isEqualTo("ResourceInitializationError: no such VPC");
  }

  @Test
  void whatAnSdkClientFailsWithIsTheReason() throws Exception {
    host.fail("attach", SdkClientException.create("unable to connect"));
    Task task = supervision.supervise(ONE);
    supervision.awaitStopped(task);
    assertThat(reason(task)).startsWith("ResourceInitializationError: unable to connect");
  }

  @Test
  void withoutASandboxTheInterfaceGoesAgain() throws Exception {
    host.fail("open", new EngineException("no address is free"));
    Task task = supervision.supervise(ONE);
    supervision.awaitStopped(task);
    assertThat(reason(task)).isEqualTo("ResourceInitializationError: no address is free");
    assertThat(host.asked).containsExactly("attach", "open", "detach eni-1");
  }

  @Test
  void anImageThatCannotBePulledIsItsContainersReasonToo() throws Exception {
    host.fail("image j", new TaskFailure("CannotPullContainerError: denied"));
    Task task = supervision.supervise(ONE + ",{'name':'b','image':'j'}");
    supervision.awaitStopped(task);
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
    Task task = supervision.supervise(ONE + ",{'name':'b','image':'i'}");
    supervision.awaitStopped(task);
    assertThat(task.stopCause()).contains(StopCause.failedToStart("Task failed to start"));
    assertThat(task.container("b").reason()).contains("CannotStartContainerError: no such user");
    assertThat(task.container("b").exitCode()).isEmpty();
    assertThat(task.container("a").exitCode()).contains(143);
    assertThat(host.asked).doesNotContain("remove b").contains("remove a", "close");
  }

  @Test
  void aContainerThatDoesNotStartIsRemoved() throws Exception {
    host.fail("start a", new EngineException("exec: no such file"));
    Task task = supervision.supervise(ONE);
    supervision.awaitStopped(task);
    assertThat(task.container("a").reason())
        .contains("CannotStartContainerError: exec: no such file");
    assertThat(host.asked)
        .containsSubsequence("create a", "start a", "remove a", "close", "detach eni-1")
        .containsOnlyOnce("remove a");
  }

  @Test
  void aWaitThatBreaksOffIsNoExit() throws Exception {
    Task task = supervision.supervise(ONE);
    supervision.await(() -> task.running());
    host.breakWait("a");
    supervision.await(() -> host.waits("a") == 2);
    assertThat(task.container("a").isStopped()).isFalse();
    host.end("a", 0);
    supervision.awaitStopped(task);
    assertThat(task.container("a").exitCode()).contains(0);
  }

  @Test
  void aContainerThatTheEngineHasLostHasNoExitCode() throws Exception {
    Task task = supervision.supervise(ONE);
    supervision.await(() -> task.running());
    host.lose("a");
    supervision.awaitStopped(task);
    assertThat(task.container("a").exitCode()).isEmpty();
    assertThat(task.container("a").reason())
        .contains("The container engine has lost the container");
  }

  @Test
  void whyAContainerEndedIsItsReason() throws Exception {
    Task task = supervision.supervise(ONE + ",{'name':'b','image':'i','essential':false}");
    supervision.await(() -> task.running());
    host.end("b", 127, false, "exec format error");
    supervision.await(() -> task.container("b").isStopped());
    assertThat(task.container("b").reason()).contains("exec format error");
    host.end("a", 137, true, "");
    supervision.awaitStopped(task);
    assertThat(task.container("a").reason())
        .contains("OutOfMemoryError: Container killed due to memory usage");
  }

  @Test
  void whatCannotBeRemovedDoesNotKeepTheRest() throws Exception {
    host.fail("remove a", new EngineException("busy"));
    host.fail("close", new EngineException("busy"));
    host.fail("detach eni-1", SdkClientException.create("away"));
    Task task = supervision.supervise(ONE);
    supervision.await(() -> task.running());
    host.end("a", 0);
    supervision.awaitStopped(task);
    assertThat(host.asked).containsSubsequence("remove a", "close", "detach eni-1");
  }

  @Test
  void linesThatAreRefusedAreSentAgain() throws Exception {
    host.logs.groups.add("/g");
    host.logs.failing = 2;
    Task task = supervision.supervise(LOGGED);
    supervision.await(() -> task.running());
    host.write("a", "one");
    host.end("a", 0);
    supervision.awaitStopped(task);
    assertThat(host.logs.lastLine()).contains("p/a/0123: one");
  }

  @Test
  void aMissingLogGroupKeepsTheTaskFromStarting() throws Exception {
    Task task = supervision.supervise(LOGGED);
    supervision.awaitStopped(task);
    assertThat(reason(task))
        .startsWith("ResourceInitializationError: failed to validate logger args")
        .contains("ResourceNotFoundException: The specified log group does not exist.");
    assertThat(host.asked).doesNotContain("create a").contains("close", "detach eni-1");
  }

  private static String reason(Task task) {
    return task.stopCause().map(StopCause::reason).orElse("");
  }
}
