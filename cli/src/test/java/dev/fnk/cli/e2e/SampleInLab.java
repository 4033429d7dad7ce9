package dev.fnk.cli.e2e;

import static dev.fnk.cli.e2e.LabIT.LAB;
import static dev.fnk.cli.e2e.LabIT.NODE;
import static dev.fnk.cli.e2e.LabIT.SOON;
import static dev.fnk.cli.e2e.LabIT.TAKEOVER;
import static dev.fnk.cli.e2e.LabIT.condition;
import static dev.fnk.cli.e2e.LabIT.items;
import static dev.fnk.cli.e2e.LabIT.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Pods of a lab that stands, and its node lost beside them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class SampleInLab {
  private final LabIT lab;

  SampleInLab(LabIT lab) {
    this.lab = lab;
  }

  @Test
  @Order(7)
  void threePodsAnswerWithTheirOwnNames() {
    lab.home.fnk("up", "--yes").exits(0);

    var pods = sample();
    assertThat(pods).hasSize(3);
    for (var pod : pods) {
      var address = pod.at("/status/podIP").asString();
      assertThat(address).startsWith("10.181.");
      assertThat(Page.await(address, pod.at("/spec/containers/0/ports/0/containerPort").asInt()))
          .contains(name(pod), NODE, address);
    }
    assertThat(pods).extracting(pod -> pod.at("/status/podIP").asString()).doesNotHaveDuplicates();
    assertThat(lab.account.podTasks(LAB)).hasSize(3);
  }

  private List<JsonNode> sample() {
    return items(lab.home.kubectlJson("get", "pods", "-n", "default")).stream()
        .filter(pod -> pod.at("/metadata/ownerReferences/0/kind").asString("").equals("ReplicaSet"))
        .toList();
  }

  @Test
  @Order(8)
  void aPodsExitCodeIsItsOwn() {
    apply("fails", "echo about to fail; exit 3");
    var pod =
        Await.value(
            "pod fails is Failed",
            SOON,
            () ->
                Optional.of(lab.home.kubectlJson("get", "pod", "fails"))
                    .filter(p -> p.at("/status/phase").asString().equals("Failed")));
    var terminated = pod.at("/status/containerStatuses/0/state/terminated");
    assertThat(terminated.at("/exitCode").asInt()).isEqualTo(3);
    assertThat(terminated.at("/reason").asString()).isEqualTo("Error");
    assertThat(Instant.parse(terminated.at("/finishedAt").asString()))
        .isAfterOrEqualTo(Instant.parse(terminated.at("/startedAt").asString()));
    Await.until(
        "its log", SOON, () -> lab.home.kubectl("logs", "fails").out().contains("about to fail"));
    lab.home.kubectl("delete", "pod", "fails").exits(0);
  }

  @Test
  @Order(9)
  void logsHaveATailAndCanBeFollowed() throws IOException, InterruptedException {
    apply("counts", "i=0; while true; do i=$((i+1)); echo line $i; sleep 1; done");
    Await.until(
        "five lines of log",
        SOON,
        () -> lab.home.kubectl("logs", "counts").out().contains("line 5"));
    assertThat(lab.home.kubectl("logs", "counts", "--tail=2").exits(0).out().lines()).hasSize(2);

    var followed = lab.home.file("followed");
    var follower = lab.home.startKubectl(followed, "logs", "-f", "--tail=1", "counts");
    try {
      Await.until("a first line", SOON, () -> lab.home.text("followed").contains("line "));
      var first = lab.home.text("followed").lines().count();
      Await.until(
          "further lines", SOON, () -> lab.home.text("followed").lines().count() >= first + 3);
    } finally {
      follower.destroy();
      follower.waitFor();
    }
    lab.home.kubectl("delete", "pod", "counts", "--grace-period=1").exits(0);
    Files.delete(followed);
  }

  @Test
  @Order(9)
  void aLongLineOfLogIsOneLine() {
    apply("long", "printf '%300000d' 1; echo; echo next");
    Await.until(
        "the line after it", SOON, () -> lab.home.kubectl("logs", "long").out().contains("next"));
    assertThat(lab.home.kubectl("logs", "long").exits(0).out())
        .isEqualTo(" ".repeat(299_999) + "1\nnext\n");
    assertThat(lab.home.kubectl("logs", "long", "--tail=2").exits(0).out()).hasSize(300_006);
    lab.home.kubectl("delete", "pod", "long").exits(0);
  }

  @Test
  @Order(9)
  void aDeletedNodeIsBackWithinTenSecondsAndItsLease() {
    var pods = sample().stream().map(pod -> pod.at("/metadata/uid").asString()).sorted().toList();
    var node = lab.home.kubectlJson("get", "node", NODE).at("/metadata/uid").asString();

    lab.home.kubectl("delete", "node", NODE, "--wait=false").exits(0);
    var deleted = Instant.now();

    var again =
        Await.value(
            "another node object",
            SOON,
            () ->
                Optional.of(lab.home.kubectlJson("get", "node", NODE))
                    .filter(object -> !object.at("/metadata/uid").asString().equals(node)));
    assertThat(Instant.parse(again.at("/metadata/creationTimestamp").asString()))
        .isBefore(deleted.plusSeconds(10));
    Await.until(
        "Ready",
        SOON,
        () -> condition(lab.home.kubectlJson("get", "node", NODE), "Ready").isPresent());
    var next = again.at("/metadata/uid").asString();
    Await.until(
        "its lease",
        SOON,
        () ->
            lab.home
                .kubectl(
                    "get",
                    "lease",
                    NODE,
                    "-n",
                    "kube-node-lease",
                    "-o",
                    "jsonpath={.metadata.ownerReferences[0].uid}")
                .out()
                .equals(next));
    assertThat(sample().stream().map(pod -> pod.at("/metadata/uid").asString()).sorted().toList())
        .isEqualTo(pods);
  }

  @Test
  @Order(10)
  void aNewNodeTaskAdoptsPodsAndRemovesOrphans() {
    Await.until("only the sample's tasks run", SOON, () -> lab.account.podTasks(LAB).size() == 3);
    apply("orphan", "sleep 100000");
    Await.until("a fourth task", SOON, () -> lab.account.podTasks(LAB).size() == 4);
    var pods = sample().stream().map(pod -> pod.at("/metadata/uid").asString()).sorted().toList();

    lab.account.ecs.stopTask(r -> r.cluster(LAB).task(lab.nodeTask).reason("end-to-end test"));
    lab.home.kubectl("delete", "pod", "orphan", "--force", "--grace-period=0").exits(0);

    var next =
        Await.value(
            "another task of the service",
            TAKEOVER,
            () ->
                lab.account.serviceTasks(LAB).stream()
                    .filter(t -> !t.taskArn().equals(lab.nodeTask))
                    .filter(t -> "RUNNING".equals(t.lastStatus()))
                    .findFirst());
    lab.nodeTask = next.taskArn();
    Await.until("the orphan's task is gone", TAKEOVER, () -> lab.account.podTasks(LAB).size() == 3);
    assertThat(sample().stream().map(pod -> pod.at("/metadata/uid").asString()).sorted().toList())
        .isEqualTo(pods);
    // While nobody holds its lease, they are not.
    Await.until(
        "the pods are Ready",
        SOON,
        () ->
            sample().stream()
                .allMatch(
                    pod ->
                        condition(pod, "Ready")
                            .filter(ready -> ready.at("/status").asString().equals("True"))
                            .isPresent()));
    Await.until(
        "the node is Ready again",
        SOON,
        () ->
            condition(lab.home.kubectlJson("get", "node", NODE), "Ready")
                .filter(ready -> ready.at("/status").asString().equals("True"))
                .isPresent());
  }

  /** A pod of the sample's image that runs a shell command once. */
  private void apply(String name, String script) {
    var image = sample().getFirst().at("/spec/containers/0/image").asString();
    lab.home
        .kubectlWithInput(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
            spec:
              restartPolicy: Never
              tolerations:
                - key: virtual-kubelet.io/provider
                  operator: Exists
              containers:
                - name: main
                  image: %s
                  command: ["/bin/sh", "-c", "%s"]
            """
                .formatted(name, image, script),
            "apply",
            "-f",
            "-")
        .exits(0);
  }
}
