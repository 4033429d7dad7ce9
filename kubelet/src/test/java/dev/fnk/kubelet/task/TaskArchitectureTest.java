package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.podspec.ApiAddress;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TaskArchitectureTest {
  private static Inputs of(Pod pod, Architecture architecture) {
    Inputs its = Pods.inputs(pod);
    return new Inputs(
        its.hostIp(),
        its.images(),
        its.references(),
        its.inherited(),
        its.claims(),
        Optional.of(architecture),
        Map.of());
  }

  private static SupervisedTask withAgents(Optional<String> other) {
    NodeConfig c = Pods.CONFIG;
    var config =
        new NodeConfig(
            c.nodeName(),
            c.lab(),
            c.eksCluster(),
            c.region(),
            c.ecsCluster(),
            c.subnets(),
            c.securityGroups(),
            c.assignPublicIp(),
            c.executionRoleArn(),
            c.podRoleArn(),
            c.podRoleArns(),
            c.taskRoleArn(),
            c.nodeRoleArn(),
            c.agentImage(),
            other,
            c.logGroup(),
            c.tags(),
            c.tagLabels(),
            c.tainted(),
            c.maxPods(),
            c.cpu(),
            c.memoryMiB(),
            c.port(),
            c.api(),
            c.tracing());
    return new SupervisedTask(config, new ApiAddress("api.example", 443), "X86_64");
  }

  @Test
  void aTaskOfTheOtherArchitectureHasTheAgentForIt() {
    Pod pod = Pods.pod("a", "containers: [{name: a, image: b}]");
    SupervisedTask both = withAgents(Optional.of("agent-for-arm64"));

    var other = ((TaskPlan) both.plan(pod, 0, of(pod, Architecture.ARM64))).template();
    assertThat(other.architecture()).isEqualTo("ARM64");
    assertThat(other.containers().getFirst().image()).isEqualTo("agent-for-arm64");

    var own = ((TaskPlan) both.plan(pod, 0, of(pod, Architecture.AMD64))).template();
    assertThat(own.architecture()).isEqualTo("X86_64");
    assertThat(own.containers().getFirst().image()).isEqualTo(Pods.CONFIG.agentImage());

    SupervisedTask one = withAgents(Optional.empty());
    assertThat(one.plan(pod, 0, of(pod, Architecture.AMD64))).isInstanceOf(TaskPlan.class);
    assertThat(((Unsupported) one.plan(pod, 0, of(pod, Architecture.ARM64))).messages())
        .singleElement()
        .asString()
        .startsWith("this node has no agent for arm64");
  }
}
