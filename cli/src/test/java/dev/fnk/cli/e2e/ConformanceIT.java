package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a lab asks of AWS, and what the local lab answers, is as AWS's own models describe it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LAB = "e2e-conformance";

  private final Home home =
      Home.with(
          """
          lab: e2e-conformance
          local: true
          network:
            vpcCidr: 10.186.0.0/16
          """);

  @BeforeAll
  void record() {
    home.fnk("local", "start", "--record").exits(0);
    home.fnk("up", "--stage", "ecs", "--yes").exits(0);
    try (var account = World.account(home)) {
      askMore(account);
    }
    home.fnk("teardown", "--yes").exits(0);
  }

  /** Answers that a lab without tasks does not get to see, errors among them. */
  private static void askMore(Account account) {
    var secret = KeyValuePair.builder().name("SECRET").value("not-to-be-recorded").build();
    var container =
        ContainerDefinition.builder().name("main").image("busybox").environment(secret).build();
    var definition =
        account
            .ecs
            .registerTaskDefinition(
                r ->
                    r.family(LAB)
                        .requiresCompatibilities(Compatibility.FARGATE)
                        .networkMode(NetworkMode.AWSVPC)
                        .cpu("256")
                        .memory("512")
                        .containerDefinitions(container))
            .taskDefinition()
            .taskDefinitionArn();
    account.ecs.describeTaskDefinition(r -> r.taskDefinition(definition));
    account.ecs.deregisterTaskDefinition(r -> r.taskDefinition(definition));
    account.ecs.deleteTaskDefinitions(r -> r.taskDefinitions(definition));
    assertThatThrownBy(() -> account.ecs.listTasks(r -> r.cluster("none")))
        .isInstanceOf(ClusterNotFoundException.class);
    assertThatThrownBy(() -> account.ecs.listTagsForResource(r -> r.resourceArn(definition)))
        .isInstanceOf(InvalidParameterException.class);
    var cluster = account.eks.describeCluster(r -> r.name(LAB)).cluster().arn();
    account.eks.tagResource(r -> r.resourceArn(cluster).tags(Map.of("key", "value")));
    account.eks.untagResource(r -> r.resourceArn(cluster).tagKeys("key", "other"));
    account.eks.listAddons(r -> r.clusterName(LAB).maxResults(1));
    account.eks.listAccessPolicies(r -> {});
    account.eks.describeClusterVersions(r -> {});
    assertThatThrownBy(() -> account.eks.describeCluster(r -> r.name("none")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @AfterAll
  void stop() {
    World.end(home);
  }

  @Test
  void theRecordingHasNoFaults() {
    var run = home.script("conformance").exits(0);
    assertThat(run.out()).contains("ec2 ", "ecr ", "ecs ", "eks ", "iam ", "logs ", "sts ");
  }

  /** What is asked of ECS for manifests of all kinds, as the node's own tests hold it. */
  @Test
  void whatIsAskedForPodsHasNoFaults() throws IOException {
    var golden =
        Path.of(System.getProperty("fnk.home"))
            .resolve("kubelet/src/test/resources/dev/fnk/kubelet/fargate/golden/pods");
    var lines = new ArrayList<String>();
    try (Stream<Path> files = Files.list(golden)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        JSON.readTree(Files.readString(file))
            .path("asked")
            .forEachEntry((operation, request) -> lines.add(asked(operation, request)));
      }
    }
    home.write("golden.jsonl", String.join("\n", lines) + "\n");

    var run = home.script("conformance", home.file("golden.jsonl").toString()).exits(0);
    assertThat(run.out()).containsPattern("ecs +%d requests".formatted(lines.size()));
    assertThat(lines).hasSizeGreaterThan(20);

    // A request with something that AWS does not know is found.
    home.write(
        "golden.jsonl", lines.getLast().replace("\\\"cluster\\\"", "\\\"clutter\\\"") + "\n");
    assertThat(home.script("conformance", home.file("golden.jsonl").toString()).exits(1).out())
        .contains("clutter: unknown member");
  }

  private static String asked(String operation, JsonNode request) {
    ObjectNode line = JSON.createObjectNode();
    line.put("service", "ecs").put("method", "POST").put("path", "/").put("query", "");
    line.put("target", "AmazonEC2ContainerServiceV20141113." + operation);
    line.put("contentType", "application/x-amz-json-1.1");
    line.put("request", JSON.writeValueAsString(request)).put("status", 200).put("response", "{}");
    line.putObject("responseHeaders")
        .put("content-type", "application/x-amz-json-1.1")
        .put("x-amzn-requestid", "00000000-0000-4000-8000-000000000000");
    return JSON.writeValueAsString(line);
  }

  @Test
  void theRecordingHasNoSecrets() throws IOException {
    assertThat(Files.readString(recording()))
        .doesNotContain("not-to-be-recorded")
        .doesNotContainPattern("(?i)SecretAccessKey>[^*]")
        .doesNotContainPattern("authorizationToken[\\\\\": ]+[^*\\\\\": ]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ecs | CreateCluster | response | \"clusterArn\" | \"clusterArm\" | clusterArm: unknown member",
        "ecs | DescribeClusters | target | DescribeClusters | DescribeClustres | no such operation",
        "ecs | ListTasks | response | ClusterNotFoundException | NoClusterException | is not of this operation",
        "eks | roleArn | request | \"roleArn\" | \"role\" | request.roleArn: missing",
        "eks | roleArn | response | \"CREATING\" | \"MAKING\" | 'MAKING' is not of the enum",
        "eks | roleArn | response | \"createdAt\":1 | \"createdAt\":1000 | answer",
        "ec2 | CreateVpc | request | ResourceType=vpc | ResourceType=vcp | 'vcp' is not of the enum",
        "ec2 | CreateVpc | response | </vpcId> | </vpc> | cannot be parsed",
        "iam | CreateRole | request | RoleName= | RoleNam= | RoleNam: unknown member"
      })
  void aDoctoredRecordingIsFound(
      String service, String call, String field, String text, String other, String fault)
      throws IOException {
    var line = (ObjectNode) recorded(service, call);
    var honest = line.path(field).asString();
    assertThat(honest).contains(text);
    line.put(field, honest.replace(text, other));
    home.write("doctored.jsonl", JSON.writeValueAsString(line) + "\n");

    var run = home.script("conformance", home.file("doctored.jsonl").toString()).exits(1);
    assertThat(run.out()).contains(fault);
  }

  /** The first line of a service in which this is asked. */
  private JsonNode recorded(String service, String call) throws IOException {
    return Files.readAllLines(recording()).stream()
        .map(JSON::readTree)
        .filter(line -> line.path("service").asString().equals(service))
        .filter(
            line ->
                (line.path("target").asString() + line.path("request").asString()).contains(call))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing of " + service + " with " + call));
  }

  private Path recording() {
    return home.state().resolve("requests.jsonl");
  }

  @Test
  void wrongUseAndNoRecordingAreToldApart() {
    assertThat(home.script("conformance", "--help").exits(64).err()).contains("usage:");
    assertThat(home.script("conformance", home.file("none").toString()).exits(69).err())
        .contains("--record");
  }
}
