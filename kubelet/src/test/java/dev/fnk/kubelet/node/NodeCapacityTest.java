package dev.fnk.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.config.NodeConfigException;
import dev.fnk.kubelet.config.NodeConfigReader;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class NodeCapacityTest {
  private static final String ROLE = "arn:aws:iam::111122223333:role/any";
  private static final Map<String, String> LEAST =
      Map.ofEntries(
          Map.entry("FNK_NODE_NAME", "vk"),
          Map.entry("FNK_LAB", "eks-lab"),
          Map.entry("FNK_EKS_CLUSTER", "eks-lab"),
          Map.entry("AWS_REGION", "eu-west-1"),
          Map.entry("FNK_ECS_CLUSTER", "eks-lab"),
          Map.entry("FNK_SUBNETS", "subnet-1"),
          Map.entry("FNK_SECURITY_GROUPS", "sg-1"),
          Map.entry("FNK_EXECUTION_ROLE_ARN", ROLE),
          Map.entry("FNK_POD_ROLE_ARN", ROLE),
          Map.entry("FNK_TASK_ROLE_ARN", ROLE),
          Map.entry("FNK_AGENT_IMAGE", "registry.test/agent@sha256:" + "0".repeat(64)),
          Map.entry("FNK_LOG_GROUP", "/fnk/pods"),
          Map.entry("FNK_MAX_PODS", "20"));

  @Test
  void isTheAccountsQuotaWithTheMemoryThatMayGoWithIt() throws NodeConfigException {
    assertThat(NodeCapacity.of(config(Map.of()), OptionalInt.of(6)))
        .isEqualTo(new NodeCapacity(6 * 1024, 48 * 1024));
  }

  @Test
  void whatIsSetGoesBeforeTheQuota() throws NodeConfigException {
    NodeConfig config = config(Map.of("FNK_CPU", "2048", "FNK_MEMORY_MIB", "4096"));

    assertThat(NodeCapacity.of(config, OptionalInt.of(6))).isEqualTo(new NodeCapacity(2048, 4096));
    assertThat(NodeCapacity.of(config(Map.of("FNK_CPU", "2048")), OptionalInt.of(6)))
        .isEqualTo(new NodeCapacity(2048, 16 * 1024));
  }

  @Test
  void lettingEcsDecideWhereNobodyTells() throws NodeConfigException {
    assertThat(NodeCapacity.of(config(Map.of()), OptionalInt.empty()))
        .isEqualTo(new NodeCapacity(80 * 1024, 640 * 1024));
  }

  @Test
  void theMostThatAnAccountMayHaveIsANumber() throws NodeConfigException {
    assertThat(NodeCapacity.of(config(Map.of()), OptionalInt.of(200_000)).memoryMiB())
        .isEqualTo(1_638_400_000);
  }

  private static NodeConfig config(Map<String, String> set) throws NodeConfigException {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.putAll(set);
    return NodeConfigReader.read(environment);
  }
}
