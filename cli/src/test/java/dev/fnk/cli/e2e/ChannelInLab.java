package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.e2e.inside.Intruder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;
import tools.jackson.databind.JsonNode;

/**
 * What is between the node and the agents, attacked from inside a pod, and cut by the node's death.
 */
abstract class ChannelInLab {
  /** Until another node's lease has run out, and it has found its tasks. */
  private static final Duration TAKEOVER = Duration.ofMinutes(5);

  private final PodsInLab lab;

  ChannelInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @Test
  void noContainerGetsAtItsAgentOrItsSupervisor() {
    String program = lab.program(Intruder.class).toString();
    lab.home.kubectl("create", "configmap", "intruder", "--from-file=" + program).exits(0);
    lab.apply("intruder");

    lab.inPhase("intruder", "Succeeded");
    assertThat(lab.log("intruder", "-c", "victim")).isEqualTo("untouched hush-hush-word\n");
    assertThat(lab.log("intruder", "-c", "somebody").lines())
        .containsExactlyElementsOf(answers("kill: refused", "descriptors: refused"));
    // The kernel keeps signals of its own namespace from a container's first process.
    assertThat(lab.log("intruder", "-c", "root").lines())
        .containsExactlyElementsOf(answers("kill: nobody minds", "descriptors: seen"));
  }

  private static List<String> answers(String toKill, String toList) {
    return Stream.of(
            toKill,
            "memory: refused",
            toList,
            "agent",
            "program: read-only",
            "address already in use",
            "supervise: nobody answers",
            "GET /v1/status: 401 prove first",
            "POST /v1/run: 401 prove first",
            "PUT /v1/volumes: 401 prove first",
            "POST /v1/stop: 401 prove first",
            "POST /v1/exec: 401 prove first",
            "malformed: 403 not a proof of at most 16 KiB",
            "oversized: 403 not a proof of at most 16 KiB",
            "signed by the pod's role, says STS: 200",
            "shown for another connection: 403 STS answers 403 SignatureDoesNotMatch",
            "the same again: 403 STS answers 403 SignatureDoesNotMatch")
        .toList();
  }

  /** Of those that follow a status, run a command, end a pod and tell another what to run. */
  @Test
  void aNodeThatIsKilledInTheMiddleOfItsCallsIsReplacedWithoutALoss() throws Exception {
    lab.apply("steady");
    lab.inPhase("leaving", "Running");
    JsonNode before = PodsInLab.container(lab.inPhase("steady", "Running"), "main");
    Process command =
        start(
            "command",
            "exec",
            "steady",
            "--",
            "/bin/sh",
            "-c",
            "echo $$ > /tmp/pid; echo begun; exec sleep 600");
    Await.until(
        "the command runs", PodsInLab.SOON, () -> lab.home.text("command.out").contains("begun"));
    Process attached = start("attached", "attach", "steady");
    Process forwarding = start("forwarding", "port-forward", "pod/steady", ":80");
    Await.until(
        "the others are served, too",
        PodsInLab.SOON,
        () ->
            lab.home.text("attached.out").contains("still")
                && lab.home.text("forwarding.out").contains("Forwarding from"));
    lab.home.kubectl("delete", "pod", "leaving", "--wait=false").exits(0);
    lab.apply("newcomer");
    Await.until("its task is asked for", PodsInLab.SOON, () -> tasksOf("newcomer") > 0);

    String node = lab.account.serviceTasks(PodsInLab.LAB).getFirst().taskArn();
    kill(node);

    hearsOfIt(command, "command");
    hearsOfIt(attached, "attached");
    hearsOfIt(forwarding, "forwarding");
    Await.until(
        "another node",
        TAKEOVER,
        () ->
            lab.account.serviceTasks(PodsInLab.LAB).stream()
                .anyMatch(t -> !t.taskArn().equals(node) && "RUNNING".equals(t.lastStatus())));
    Await.until(
        "who was told to end has ended",
        TAKEOVER,
        () -> lab.home.kubectl("get", "pod", "leaving").exit() != 0);
    Await.until(
        "its last words",
        PodsInLab.SOON,
        () -> lab.account.logLines("pods").contains("left in peace"));
    Await.until(
        "who was not told yet is told",
        TAKEOVER,
        () ->
            lab.home
                .kubectlJson("get", "pod", "newcomer")
                .at("/status/phase")
                .asString("")
                .equals("Succeeded"));
    assertThat(lab.log("newcomer")).isEqualTo("told hush-hush-word\n");
    assertThat(tasksOf("newcomer")).isOne();
    JsonNode after = PodsInLab.container(lab.home.kubectlJson("get", "pod", "steady"), "main");
    assertThat(after.at("/state")).isEqualTo(before.at("/state"));
    assertThat(after.at("/containerID")).isEqualTo(before.at("/containerID"));
    assertThat(after.at("/restartCount").asInt()).isZero();
    Await.until(
        "the command has ended with the node that ran it",
        TAKEOVER,
        () ->
            lab.home
                .kubectl("exec", "steady", "--", "sh", "-c", "kill -0 $(cat /tmp/pid) || echo gone")
                .out()
                .equals("gone\n"));
    lab.home.kubectl("delete", "pod", "steady", "newcomer").exits(0);
  }

  /** A kubectl that writes into files of this name. */
  private Process start(String name, String... arguments) {
    return lab.home.startKubectl(
        lab.home.file(name + ".out"), lab.home.file(name + ".err"), arguments);
  }

  private void hearsOfIt(Process client, String name) throws InterruptedException {
    assertThat(client.waitFor(60, TimeUnit.SECONDS)).as("%s: its client ends", name).isTrue();
    assertThat(client.exitValue()).as("%s: not as if it had ended well", name).isNotZero();
    assertThat(lab.home.text(name + ".err")).isNotBlank();
  }

  private void kill(String task) {
    String id = task.substring(task.lastIndexOf('/') + 1);
    String container =
        lab.home
            .docker(
                "ps", "--filter", "name=fnk-" + id + "-virtual-kubelet", "--format", "{{.Names}}")
            .exits(0)
            .out()
            .strip();
    lab.home.docker("kill", "--signal=KILL", container).exits(0);
  }

  /** How many tasks ECS was asked for, those that have stopped among them. */
  private long tasksOf(String pod) {
    return Stream.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)
        .flatMap(
            status ->
                lab
                    .account
                    .ecs
                    .listTasksPaginator(r -> r.cluster(PodsInLab.LAB).desiredStatus(status))
                    .taskArns()
                    .stream())
        .map(arn -> lab.account.ecs.describeTasks(r -> r.cluster(PodsInLab.LAB).tasks(arn)).tasks())
        .flatMap(List::stream)
        .filter(task -> of(task, pod))
        .count();
  }

  private static boolean of(Task task, String pod) {
    return task.overrides().containerOverrides().stream()
        .flatMap(override -> override.environment().stream())
        .anyMatch(v -> v.name().equals("FNK_POD_NAME") && v.value().equals(pod));
  }
}
