package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.task.Pods;
import java.util.Map;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Tag;

/** The node that asks ECS, with settings of a test; tags and variables as the SDK has them. */
final class RequestingNode {
  private RequestingNode() {}

  static NodeConfig node(boolean publicIp, Map<String, String> tags) {
    NodeConfig config = Pods.CONFIG;
    return new NodeConfig(
        config.nodeName(),
        config.lab(),
        config.eksCluster(),
        config.region(),
        config.ecsCluster(),
        config.subnets(),
        config.securityGroups(),
        publicIp,
        config.executionRoleArn(),
        config.podRoleArn(),
        config.podRoleArns(),
        config.taskRoleArn(),
        config.nodeRoleArn(),
        config.agentImage(),
        config.otherAgentImage(),
        config.logGroup(),
        tags,
        config.tagLabels(),
        config.tainted(),
        config.maxPods(),
        config.cpu(),
        config.memoryMiB(),
        config.port(),
        ApiLimits.STANDARD,
        config.tracing());
  }

  static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  static KeyValuePair variable(String name, String value) {
    return KeyValuePair.builder().name(name).value(value).build();
  }
}
