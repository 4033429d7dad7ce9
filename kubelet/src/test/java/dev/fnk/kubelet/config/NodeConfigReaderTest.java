package dev.fnk.kubelet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeConfigReaderTest {
  private static final String AGENT =
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/eks-lab/kubelet@sha256:" + "0a".repeat(32);

  private static final Map<String, String> LEAST =
      Map.ofEntries(
          Map.entry("FNK_NODE_NAME", "virtual-kubelet"),
          Map.entry("FNK_LAB", "eks-lab"),
          Map.entry("FNK_EKS_CLUSTER", "eks-lab"),
          Map.entry("AWS_REGION", "eu-west-1"),
          Map.entry("FNK_ECS_CLUSTER", "eks-lab"),
          Map.entry("FNK_SUBNETS", "subnet-1, subnet-2"),
          Map.entry("FNK_SECURITY_GROUPS", "sg-1"),
          Map.entry("FNK_EXECUTION_ROLE_ARN", "arn:aws:iam::123456789012:role/eks-lab-execution"),
          Map.entry("FNK_POD_ROLE_ARN", "arn:aws:iam::123456789012:role/eks-lab-pod"),
          Map.entry("FNK_TASK_ROLE_ARN", "arn:aws:iam::123456789012:role/eks-lab-kubelet"),
          Map.entry("FNK_AGENT_IMAGE", AGENT),
          Map.entry("FNK_LOG_GROUP", "/fnk/eks-lab/pods"));

  @Test
  void pinsTheDefaults() throws NodeConfigException {
    assertThat(NodeConfigReader.read(LEAST))
        .isEqualTo(
            new NodeConfig(
                "virtual-kubelet",
                "eks-lab",
                "eks-lab",
                "eu-west-1",
                "eks-lab",
                List.of("subnet-1", "subnet-2"),
                List.of("sg-1"),
                false,
                "arn:aws:iam::123456789012:role/eks-lab-execution",
                "arn:aws:iam::123456789012:role/eks-lab-pod",
                Set.of(),
                "arn:aws:iam::123456789012:role/eks-lab-kubelet",
                Optional.empty(),
                AGENT,
                Optional.empty(),
                "/fnk/eks-lab/pods",
                Map.of(),
                Set.of(),
                true,
                1000,
                OptionalInt.empty(),
                OptionalInt.empty(),
                10250,
                ApiLimits.STANDARD,
                Optional.empty()));
  }

  @Test
  void readsTheOptionalOnes() throws NodeConfigException {
    NodeConfig config =
        NodeConfigReader.read(
            with(
                Map.of(
                    "FNK_ASSIGN_PUBLIC_IP", "true",
                    "FNK_POD_ROLE_ARN", "arn:aws-cn:iam::123456789012:role/path/pods",
                    "FNK_NODE_ROLE_ARN", "arn:aws:iam::123456789012:role/eks-lab-node",
                    "FNK_TAGS", "fnk.dev/lab=eks-lab,team=a=b",
                    "FNK_TAG_LABELS", "app.kubernetes.io/name, team",
                    "FNK_TAINTED", "false",
                    "FNK_MAX_PODS", "20",
                    "FNK_CPU", "4096",
                    "FNK_MEMORY_MIB", "8192",
                    "FNK_PORT", "10251")));

    assertThat(config.assignPublicIp()).isTrue();
    assertThat(config.podRoleArn()).isEqualTo("arn:aws-cn:iam::123456789012:role/path/pods");
    assertThat(config.nodeRoleArn()).contains("arn:aws:iam::123456789012:role/eks-lab-node");
    assertThat(config.tags()).isEqualTo(Map.of("fnk.dev/lab", "eks-lab", "team", "a=b"));
    assertThat(config.tagLabels()).containsExactlyInAnyOrder("app.kubernetes.io/name", "team");
    assertThat(config.tainted()).isFalse();
    assertThat(config.maxPods()).isEqualTo(20);
    assertThat(config.cpu()).hasValue(4096);
    assertThat(config.memoryMiB()).hasValue(8192);
    assertThat(config.port()).isEqualTo(10251);
  }

  @Test
  void readsTheAgentOfTheOtherArchitecture() throws NodeConfigException {
    assertThat(NodeConfigReader.read(with(Map.of("FNK_OTHER_AGENT_IMAGE", AGENT))))
        .extracting(NodeConfig::otherAgentImage)
        .isEqualTo(Optional.of(AGENT));
    assertThatThrownBy(
            () -> NodeConfigReader.read(with(Map.of("FNK_OTHER_AGENT_IMAGE", "fnk/agent:1"))))
        .hasMessageContaining("FNK_OTHER_AGENT_IMAGE is 'fnk/agent:1'; expected an image by its");
  }

  @Test
  void readsWhereTracesGo() throws NodeConfigException {
    var tracing =
        NodeConfigReader.read(
                with(
                    Map.of(
                        "FNK_TRACING_ENDPOINT", "https://collector.test:4318/otlp/",
                        "FNK_TRACING_SAMPLING_PER_MILLION", "1000")))
            .tracing();

    assertThat(tracing)
        .contains(new TracingSettings(URI.create("https://collector.test:4318/otlp/"), 1000));
    assertThat(tracing.orElseThrow().traces())
        .isEqualTo(URI.create("https://collector.test:4318/otlp/v1/traces"));
    assertThat(new TracingSettings(URI.create("http://collector.test:4318"), 0).traces())
        .isEqualTo(URI.create("http://collector.test:4318/v1/traces"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"collector:4318", "grpc://collector:4317", "http://a:b@collector", "http://c?d"})
  void refusesWhatIsNoCollector(String endpoint) {
    assertThatThrownBy(() -> NodeConfigReader.read(with(Map.of("FNK_TRACING_ENDPOINT", endpoint))))
        .hasMessageContaining("FNK_TRACING_ENDPOINT is '" + endpoint + "'; expected the base URL");
  }

  @Test
  void readsWhatClientsOfTheApiMayHave() throws NodeConfigException {
    NodeConfig config =
        NodeConfigReader.read(
            with(
                Map.of(
                    "FNK_API_CONNECTIONS", "20",
                    "FNK_API_HEADER_KIB", "32",
                    "FNK_API_HEAD_SECONDS", "5",
                    "FNK_API_IDLE_SECONDS", "60",
                    "FNK_STREAM_IDLE_SECONDS", "600",
                    "FNK_FORWARDS", "10",
                    "FNK_EXECS", "3")));

    assertThat(config.api())
        .isEqualTo(
            new ApiLimits(
                20,
                32,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(600),
                10,
                3));
    assertThat(errors(with(Map.of("FNK_FORWARDS", "65"))))
        .containsExactly("FNK_FORWARDS is '65'; expected a number from 1 to 64");
  }

  @Test
  void readsTheRolesThatPodsMayHave() throws NodeConfigException {
    String one = "arn:aws:iam::123456789012:role/orders";
    String other = "arn:aws:iam::123456789012:role/path/bills";

    assertThat(NodeConfigReader.read(with(Map.of("FNK_POD_ROLE_ARNS", one + ", " + other))))
        .extracting(NodeConfig::podRoleArns)
        .isEqualTo(Set.of(one, other));
  }

  @Test
  void whoeverHasTheNodesRoleIsTakenForTheNode() {
    assertThat(
            errors(
                with(
                    Map.of(
                        "FNK_POD_ROLE_ARNS",
                        "arn:aws:iam::123456789012:role/eks-lab-kubelet,role/orders"))))
        .containsExactly(
            "FNK_POD_ROLE_ARNS has arn:aws:iam::123456789012:role/eks-lab-kubelet, which is the"
                + " node's own role",
            "FNK_POD_ROLE_ARNS has 'role/orders'; expected ARNs of IAM roles, separated by commas");
  }

  @Test
  void namesEveryMissingVariable() {
    assertThat(errors(Map.of()))
        .hasSize(12)
        .anySatisfy(e -> assertThat(e).startsWith("FNK_POD_ROLE_ARN is not set"))
        .anySatisfy(e -> assertThat(e).startsWith("FNK_AGENT_IMAGE is not set"))
        .anySatisfy(e -> assertThat(e).startsWith("FNK_NODE_NAME is not set"))
        .anySatisfy(e -> assertThat(e).startsWith("AWS_REGION is not set"))
        .anySatisfy(e -> assertThat(e).startsWith("FNK_SUBNETS is not set"));
  }

  @Test
  void saysWhatIsWrongAndWhatWasExpected() {
    assertThat(
            errors(
                with(
                    Map.of(
                        "FNK_NODE_NAME", "Not_A_Label",
                        "FNK_AGENT_IMAGE", "fnk/agent:latest",
                        "FNK_SUBNETS", "subnet-1,vpc-2",
                        "FNK_TAGS", "novalue",
                        "FNK_TAINTED", "yes",
                        "FNK_MAX_PODS", "many",
                        "FNK_PORT", "0"))))
        .containsExactlyInAnyOrder(
            "FNK_NODE_NAME is 'Not_A_Label'; expected a DNS label",
            "FNK_AGENT_IMAGE is 'fnk/agent:latest'; expected an image by its digest, ...@sha256:...",
            "FNK_SUBNETS has 'vpc-2'; expected one or more of subnet-..., separated by commas",
            "FNK_TAGS has 'novalue'; expected key=value pairs, separated by commas",
            "FNK_TAINTED is 'yes'; expected true or false",
            "FNK_MAX_PODS is 'many'; expected a number from 1 to 5000",
            "FNK_PORT is '0'; expected a number from 1 to 65535");
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.putAll(more);
    return environment;
  }

  private static List<String> errors(Map<String, String> environment) {
    return catchThrowableOfType(NodeConfigException.class, () -> NodeConfigReader.read(environment))
        .errors();
  }
}
