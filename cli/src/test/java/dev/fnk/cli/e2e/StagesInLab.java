package dev.fnk.cli.e2e;

import static dev.fnk.cli.e2e.LabIT.LAB;
import static dev.fnk.cli.e2e.LabIT.NODE;
import static dev.fnk.cli.e2e.LabIT.SOON;
import static dev.fnk.cli.e2e.LabIT.condition;
import static dev.fnk.cli.e2e.LabIT.items;
import static dev.fnk.cli.e2e.LabIT.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.ec2.model.Filter;
import tools.jackson.databind.JsonNode;

/** The stages of a lab up to its registered node, each by itself. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class StagesInLab {
  private final LabIT lab;

  StagesInLab(LabIT lab) {
    this.lab = lab;
  }

  @Test
  @Order(1)
  void baseIsAControlPlaneWithoutNodes() {
    lab.home.fnk("up", "--stage", "base", "--yes").exits(0);

    assertThat(lab.home.kubectl("get", "nodes", "-o", "name").exits(0).out()).isBlank();
    // The add-on is a Deployment; its pods come when the controller manager gets to it.
    Await.until(
        "pods of kube-system",
        SOON,
        () -> !items(lab.home.kubectlJson("get", "pods", "-n", "kube-system")).isEmpty());
    var system = items(lab.home.kubectlJson("get", "pods", "-n", "kube-system"));
    assertThat(system).allSatisfy(pod -> assertThat(name(pod)).startsWith("coredns-"));
    assertThat(system)
        .allSatisfy(pod -> assertThat(pod.at("/status/phase").asString()).isEqualTo("Pending"));
    assertThat(
            lab.home.kubectl("get", "daemonsets", "-n", "kube-system", "-o", "name").exits(0).out())
        .contains("aws-node", "kube-proxy");
    assertThat(lab.account.eks.describeCluster(r -> r.name(LAB)).cluster().statusAsString())
        .isEqualTo("ACTIVE");
    assertThat(lab.account.ecr.describeRepositories().repositories())
        .filteredOn(repository -> repository.repositoryName().startsWith(LAB))
        .hasSize(2);
    assertThat(
            lab.account
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
    lab.home.fnk("plan", "--stage", "base").exits(0);
    lab.home.fnk("plan").exits(2);
  }

  @Test
  @Order(3)
  void ecsIsAClusterOfFargateCapacity() {
    lab.home.fnk("up", "--stage", "ecs", "--yes").exits(0);

    var cluster = lab.account.ecs.describeClusters(r -> r.clusters(LAB)).clusters().getFirst();
    assertThat(cluster.status()).isEqualTo("ACTIVE");
    assertThat(cluster.capacityProviders()).containsExactlyInAnyOrder("FARGATE", "FARGATE_SPOT");
    assertThat(lab.account.tasks(LAB)).isEmpty();
  }

  @Test
  @Order(4)
  void theNodesTaskRunsThePushedDigestAndIsRefused() {
    lab.home.fnk("up", "--stage", "kubelet", "--yes").exits(0);

    var task =
        Await.value(
            "one running task of the service",
            SOON,
            () ->
                lab.account.serviceTasks(LAB).stream()
                    .filter(t -> "RUNNING".equals(t.lastStatus()))
                    .findFirst());
    lab.nodeTask = task.taskArn();
    var image = task.containers().getFirst().image();
    assertThat(image).contains("@sha256:");
    assertThat(pushedDigests()).contains(image.substring(image.indexOf("sha256:")));

    var told =
        lab.account
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
        () -> lab.account.logLines(LAB).stream().anyMatch(line -> line.contains("401")));
    assertThat(lab.home.kubectl("get", "nodes", "-o", "name").exits(0).out()).isBlank();
  }

  @Test
  @Order(4)
  void thePortOfAgentsIsForTheNodeAlone() {
    var rules =
        lab.account
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
    return lab
        .account
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
    for (var repository : lab.account.ecr.describeRepositories().repositories()) {
      lab.account
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
    lab.home
        .kubectlWithInput(
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

    lab.home.fnk("up", "--stage", "register", "--yes").exits(0);

    var node =
        Await.value(
            "node " + NODE + " is Ready",
            SOON,
            () ->
                items(lab.home.kubectlJson("get", "nodes")).stream()
                    .filter(n -> condition(n, "Ready").isPresent())
                    .filter(
                        n -> condition(n, "Ready").get().at("/status").asString().equals("True"))
                    .findFirst());
    var mapping =
        lab.home.kubectlJson(
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
    assertThat(lab.account.serviceTasks(LAB))
        .extracting(t -> t.taskArn())
        .containsExactly(lab.nodeTask);
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
                items(lab.home.kubectlJson("get", "csr")).stream()
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
      assertThat(lab.home.kubectl(arguments.toArray(String[]::new)).out())
          .as(String.join(" ", forbidden))
          .startsWith("no");
    }
  }
}
