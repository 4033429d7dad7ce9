package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.ec2.model.Filter;
import tools.jackson.databind.JsonNode;

/** The lab from nothing to a pod that answers and back to nothing: one story, told in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LabIT {
  private static final String LAB = "e2e-lab";
  private static final String NODE = "virtual-kubelet";

  /** Until another task of the service has the node's lease. */
  private static final Duration TAKEOVER = Duration.ofMinutes(5);

  private static final Duration SOON = Duration.ofMinutes(3);

  private final Home home =
      Home.with(
          """
          lab: e2e-lab
          local: true
          network:
            vpcCidr: 10.181.0.0/16
          """);
  private Account account = new Account(java.net.URI.create("http://127.0.0.1:1"), "none", "none");
  private String nodeTask = "";

  @BeforeAll
  void start() {
    home.fnk("local", "start", "--record").exits(0);
    account.close();
    account = World.account(home);
  }

  @AfterAll
  void stop() {
    account.close();
    World.end(home);
  }

  @Test
  @Order(1)
  void baseIsAControlPlaneWithoutNodes() {
    home.fnk("up", "--stage", "base", "--yes").exits(0);

    assertThat(home.kubectl("get", "nodes", "-o", "name").exits(0).out()).isBlank();
    // The add-on is a Deployment; its pods come when the controller manager gets to it.
    Await.until(
        "pods of kube-system",
        SOON,
        () -> !items(home.kubectlJson("get", "pods", "-n", "kube-system")).isEmpty());
    var system = items(home.kubectlJson("get", "pods", "-n", "kube-system"));
    assertThat(system).allSatisfy(pod -> assertThat(name(pod)).startsWith("coredns-"));
    assertThat(system)
        .allSatisfy(pod -> assertThat(pod.at("/status/phase").asString()).isEqualTo("Pending"));
    assertThat(home.kubectl("get", "daemonsets", "-n", "kube-system", "-o", "name").exits(0).out())
        .contains("aws-node", "kube-proxy");
    assertThat(account.eks.describeCluster(r -> r.name(LAB)).cluster().statusAsString())
        .isEqualTo("ACTIVE");
    assertThat(account.ecr.describeRepositories().repositories())
        .filteredOn(repository -> repository.repositoryName().startsWith(LAB))
        .hasSize(2);
    assertThat(
            account
                .ec2
                .describeSubnets(
                    r -> r.filters(Filter.builder().name("tag:fnk.dev/lab").values(LAB).build()))
                .subnets())
        .hasSize(2)
        .allSatisfy(subnet -> assertThat(subnet.cidrBlock()).endsWith("/20"))
        .extracting(subnet -> subnet.availabilityZone())
        .doesNotHaveDuplicates();
  }

  @Test
  @Order(2)
  void planTellsWhatIsLeftToDoByItsExitCode() {
    home.fnk("plan", "--stage", "base").exits(0);
    home.fnk("plan").exits(2);
  }

  @Test
  @Order(3)
  void ecsIsAClusterOfFargateCapacity() {
    home.fnk("up", "--stage", "ecs", "--yes").exits(0);

    var cluster = account.ecs.describeClusters(r -> r.clusters(LAB)).clusters().getFirst();
    assertThat(cluster.status()).isEqualTo("ACTIVE");
    assertThat(cluster.capacityProviders()).containsExactlyInAnyOrder("FARGATE", "FARGATE_SPOT");
    assertThat(account.tasks(LAB)).isEmpty();
  }

  @Test
  @Order(4)
  void theNodesTaskRunsThePushedDigestAndIsRefused() {
    home.fnk("up", "--stage", "kubelet", "--yes").exits(0);

    var task =
        Await.value(
            "one running task of the service",
            SOON,
            () ->
                account.serviceTasks(LAB).stream()
                    .filter(t -> "RUNNING".equals(t.lastStatus()))
                    .findFirst());
    nodeTask = task.taskArn();
    var image = task.containers().getFirst().image();
    assertThat(image).contains("@sha256:");
    assertThat(pushedDigests()).contains(image.substring(image.indexOf("sha256:")));

    var told =
        account
            .ecs
            .describeTaskDefinition(r -> r.taskDefinition(task.taskDefinitionArn()))
            .taskDefinition()
            .containerDefinitions()
            .getFirst()
            .environment();
    assertThat(told)
        .filteredOn(variable -> variable.name().endsWith("AGENT_IMAGE"))
        .hasSize(2) // one for each architecture
        .allSatisfy(
            agent ->
                assertThat(pushedDigests())
                    .contains(agent.value().substring(agent.value().indexOf("sha256:"))));

    Await.until(
        "the node's log tells of a 401",
        SOON,
        () -> account.logLines(LAB).stream().anyMatch(line -> line.contains("401")));
    assertThat(home.kubectl("get", "nodes", "-o", "name").exits(0).out()).isBlank();
  }

  @Test
  @Order(4)
  void thePortOfAgentsIsForTheNodeAlone() {
    var rules =
        account
            .ec2
            .describeSecurityGroupRules(
                r ->
                    r.filters(
                        Filter.builder().name("group-id").values(group("containers")).build()))
            .securityGroupRules();
    assertThat(rules)
        .filteredOn(rule -> !rule.isEgress())
        .filteredOn(rule -> rule.ipProtocol().matches("tcp|-1"))
        .filteredOn(
            rule -> rule.fromPort() <= 10350 && (10350 <= rule.toPort() || rule.toPort() < 0))
        .singleElement()
        .satisfies(
            rule -> assertThat(rule.referencedGroupInfo().groupId()).isEqualTo(group("kubelet")));
  }

  private String group(String name) {
    return account
        .ec2
        .describeSecurityGroups(
            r -> r.filters(Filter.builder().name("tag:fnk.dev/lab").values(LAB).build()))
        .securityGroups()
        .stream()
        .filter(g -> g.groupName().endsWith(name))
        .findFirst()
        .orElseThrow()
        .groupId();
  }

  private List<String> pushedDigests() {
    var digests = new ArrayList<String>();
    for (var repository : account.ecr.describeRepositories().repositories()) {
      account
          .ecr
          .describeImages(r -> r.repositoryName(repository.repositoryName()))
          .imageDetails()
          .forEach(detail -> digests.add(detail.imageDigest()));
    }
    return digests;
  }

  @Test
  @Order(5)
  void registeringLetsTheSameTaskInWithinTenSeconds() {
    home.kubectlWithInput(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: aws-auth
              namespace: kube-system
            data:
              mapRoles: |
                - rolearn: arn:aws:iam::111122223333:role/somebody-else
                  username: somebody-else
                  groups:
                    - viewers
            """,
            "apply",
            "-f",
            "-")
        .exits(0);

    home.fnk("up", "--stage", "register", "--yes").exits(0);

    var node =
        Await.value(
            "node " + NODE + " is Ready",
            SOON,
            () ->
                items(home.kubectlJson("get", "nodes")).stream()
                    .filter(n -> condition(n, "Ready").isPresent())
                    .filter(
                        n -> condition(n, "Ready").get().at("/status").asString().equals("True"))
                    .findFirst());
    var mapping =
        home.kubectlJson(
            "get", "configmap", "aws-auth", "-n", "kube-system", "--show-managed-fields");
    var mapped =
        StreamSupport.stream(mapping.at("/metadata/managedFields").spliterator(), false)
            .map(field -> Instant.parse(field.at("/time").asString()))
            .max(Instant::compareTo)
            .orElseThrow();
    var ready =
        Instant.parse(condition(node, "Ready").orElseThrow().at("/lastTransitionTime").asString());
    assertThat(Duration.between(mapped, ready)).isLessThanOrEqualTo(Duration.ofSeconds(10));

    assertThat(name(node)).isEqualTo(NODE);
    assertThat(account.serviceTasks(LAB)).extracting(t -> t.taskArn()).containsExactly(nodeTask);
    assertThat(mapping.at("/data/mapRoles").asString())
        .contains("arn:aws:iam::111122223333:role/somebody-else", "viewers")
        .contains("system:node:" + NODE, "system:nodes")
        .doesNotContain("system:masters");
  }

  @Test
  @Order(6)
  void theNodeIsItselfAndNothingMore() {
    var request =
        Await.value(
            "a CSR by the node's own user",
            SOON,
            () ->
                items(home.kubectlJson("get", "csr")).stream()
                    .filter(
                        csr -> csr.at("/spec/username").asString().equals("system:node:" + NODE))
                    .findFirst());
    var groups =
        StreamSupport.stream(request.at("/spec/groups").spliterator(), false)
            .map(JsonNode::asString)
            .toList();
    assertThat(groups).contains("system:nodes").doesNotContain("system:masters");
    var asNode =
        List.of(
            "--as",
            "system:node:" + NODE,
            "--as-group",
            "system:nodes",
            "--as-group",
            "fnk:virtual-nodes");
    for (var forbidden :
        List.of(
            List.of("list", "secrets", "--all-namespaces"),
            List.of("list", "configmaps", "--all-namespaces"),
            List.of("create", "pods", "-n", "kube-system", "--subresource", "exec"),
            List.of("*", "*", "--all-namespaces"))) {
      var arguments = new ArrayList<>(List.of("auth", "can-i"));
      arguments.addAll(forbidden);
      arguments.addAll(asNode);
      assertThat(home.kubectl(arguments.toArray(String[]::new)).out())
          .as(String.join(" ", forbidden))
          .startsWith("no");
    }
  }

  @Test
  @Order(7)
  void threePodsAnswerWithTheirOwnNames() {
    home.fnk("up", "--yes").exits(0);

    var pods = sample();
    assertThat(pods).hasSize(3);
    for (var pod : pods) {
      var address = pod.at("/status/podIP").asString();
      assertThat(address).startsWith("10.181.");
      assertThat(Page.await(address, pod.at("/spec/containers/0/ports/0/containerPort").asInt()))
          .contains(name(pod), NODE, address);
    }
    assertThat(pods).extracting(pod -> pod.at("/status/podIP").asString()).doesNotHaveDuplicates();
    assertThat(account.podTasks(LAB)).hasSize(3);
  }

  private List<JsonNode> sample() {
    return items(home.kubectlJson("get", "pods", "-n", "default")).stream()
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
                Optional.of(home.kubectlJson("get", "pod", "fails"))
                    .filter(p -> p.at("/status/phase").asString().equals("Failed")));
    var terminated = pod.at("/status/containerStatuses/0/state/terminated");
    assertThat(terminated.at("/exitCode").asInt()).isEqualTo(3);
    assertThat(terminated.at("/reason").asString()).isEqualTo("Error");
    assertThat(Instant.parse(terminated.at("/finishedAt").asString()))
        .isAfterOrEqualTo(Instant.parse(terminated.at("/startedAt").asString()));
    Await.until(
        "its log", SOON, () -> home.kubectl("logs", "fails").out().contains("about to fail"));
    home.kubectl("delete", "pod", "fails").exits(0);
  }

  @Test
  @Order(9)
  void logsHaveATailAndCanBeFollowed() throws IOException, InterruptedException {
    apply("counts", "i=0; while true; do i=$((i+1)); echo line $i; sleep 1; done");
    Await.until(
        "five lines of log", SOON, () -> home.kubectl("logs", "counts").out().contains("line 5"));
    assertThat(home.kubectl("logs", "counts", "--tail=2").exits(0).out().lines()).hasSize(2);

    var followed = home.file("followed");
    var follower = home.startKubectl(followed, "logs", "-f", "--tail=1", "counts");
    try {
      Await.until("a first line", SOON, () -> home.text("followed").contains("line "));
      var first = home.text("followed").lines().count();
      Await.until("further lines", SOON, () -> home.text("followed").lines().count() >= first + 3);
    } finally {
      follower.destroy();
      follower.waitFor();
    }
    home.kubectl("delete", "pod", "counts", "--grace-period=1").exits(0);
    Files.delete(followed);
  }

  @Test
  @Order(9)
  void aLongLineOfLogIsOneLine() {
    apply("long", "printf '%300000d' 1; echo; echo next");
    Await.until(
        "the line after it", SOON, () -> home.kubectl("logs", "long").out().contains("next"));
    assertThat(home.kubectl("logs", "long").exits(0).out())
        .isEqualTo(" ".repeat(299_999) + "1\nnext\n");
    assertThat(home.kubectl("logs", "long", "--tail=2").exits(0).out()).hasSize(300_006);
    home.kubectl("delete", "pod", "long").exits(0);
  }

  @Test
  @Order(9)
  void aDeletedNodeIsBackWithinTenSecondsAndItsLease() {
    var pods = sample().stream().map(pod -> pod.at("/metadata/uid").asString()).sorted().toList();
    var node = home.kubectlJson("get", "node", NODE).at("/metadata/uid").asString();

    home.kubectl("delete", "node", NODE, "--wait=false").exits(0);
    var deleted = Instant.now();

    var again =
        Await.value(
            "another node object",
            SOON,
            () ->
                Optional.of(home.kubectlJson("get", "node", NODE))
                    .filter(object -> !object.at("/metadata/uid").asString().equals(node)));
    assertThat(Instant.parse(again.at("/metadata/creationTimestamp").asString()))
        .isBefore(deleted.plusSeconds(10));
    Await.until(
        "Ready", SOON, () -> condition(home.kubectlJson("get", "node", NODE), "Ready").isPresent());
    var next = again.at("/metadata/uid").asString();
    Await.until(
        "its lease",
        SOON,
        () ->
            home.kubectl(
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
    Await.until("only the sample's tasks run", SOON, () -> account.podTasks(LAB).size() == 3);
    apply("orphan", "sleep 100000");
    Await.until("a fourth task", SOON, () -> account.podTasks(LAB).size() == 4);
    var pods = sample().stream().map(pod -> pod.at("/metadata/uid").asString()).sorted().toList();

    account.ecs.stopTask(r -> r.cluster(LAB).task(nodeTask).reason("end-to-end test"));
    home.kubectl("delete", "pod", "orphan", "--force", "--grace-period=0").exits(0);

    var next =
        Await.value(
            "another task of the service",
            TAKEOVER,
            () ->
                account.serviceTasks(LAB).stream()
                    .filter(t -> !t.taskArn().equals(nodeTask))
                    .filter(t -> "RUNNING".equals(t.lastStatus()))
                    .findFirst());
    nodeTask = next.taskArn();
    Await.until("the orphan's task is gone", TAKEOVER, () -> account.podTasks(LAB).size() == 3);
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
            condition(home.kubectlJson("get", "node", NODE), "Ready")
                .filter(ready -> ready.at("/status").asString().equals("True"))
                .isPresent());
  }

  @Test
  @Order(11)
  void aSecondUpChangesNothing() {
    Await.until(
        "tasks that were told to stop have stopped, and lost their tags",
        SOON,
        () -> account.tagged(LAB).stream().filter(arn -> arn.contains(":task/")).count() == 4);
    var before = account.tasks(LAB).stream().map(t -> t.taskArn()).sorted().toList();
    var tagged = account.tagged(LAB).stream().sorted().toList();
    home.fnk("plan").exits(0);
    home.fnk("up", "--yes").exits(0);
    assertThat(account.tasks(LAB).stream().map(t -> t.taskArn()).sorted().toList())
        .isEqualTo(before);
    assertThat(account.tagged(LAB).stream().sorted().toList()).isEqualTo(tagged);
  }

  @Test
  @Order(12)
  void teardownLeavesNothing() {
    home.fnk("teardown", "--yes").exits(0);

    assertThat(account.tagged(LAB)).isEmpty();
    assertThat(account.eks.listClusters().clusters()).doesNotContain(LAB);
    assertThat(account.ecs.describeClusters(r -> r.clusters(LAB)).clusters())
        .noneMatch(cluster -> cluster.status().equals("ACTIVE"));
    assertThat(account.ecs.listTaskDefinitions().taskDefinitionArns()).isEmpty();
    assertThat(account.iam.listRoles().roles()).noneMatch(role -> role.roleName().startsWith(LAB));
    assertThat(account.logs.describeLogGroups().logGroups())
        .noneMatch(group -> group.logGroupName().contains(LAB));
    assertThat(account.ec2.describeVpcs().vpcs())
        .noneMatch(vpc -> vpc.cidrBlock().equals("10.181.0.0/16"));
    // The network of 169.254.170.2 is the world's, not the lab's: it goes with local stop.
    Await.until(
        "no container is left",
        SOON,
        () -> Remains.of(home).stream().noneMatch(r -> r.startsWith("container ")));
    assertThat(Remains.of(home))
        .filteredOn(r -> r.startsWith("network "))
        .allMatch(r -> r.equals("network fnk-credentials"));
    assertThat(home.text("kubeconfig")).doesNotContain(LAB);
  }

  @Test
  @Order(13)
  void everyCallAndEveryAnswerWasAsAwsDescribesThem() {
    assertThat(home.script("conformance").exits(0).out()).contains("ecs ", "eks ");
  }

  /** A pod of the sample's image that runs a shell command once. */
  private void apply(String name, String script) {
    var image = sample().getFirst().at("/spec/containers/0/image").asString();
    home.kubectlWithInput(
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

  private static Optional<JsonNode> condition(JsonNode object, String type) {
    return StreamSupport.stream(object.at("/status/conditions").spliterator(), false)
        .filter(condition -> condition.at("/type").asString().equals(type))
        .findFirst();
  }

  private static List<JsonNode> items(JsonNode list) {
    return StreamSupport.stream(list.at("/items").spliterator(), false).toList();
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asString();
  }
}
