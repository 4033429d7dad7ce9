package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.config.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the node would be told of its lab, as far as it is known without asking.
 *
 * @param podRoleArns task roles that pods may ask for
 * @param architecture as ECS calls it: {@code X86_64}, {@code ARM64}
 * @param tags of the pods' task definitions
 * @param tagLabels keys of the pods' labels that become tags of their tasks
 */
public record KnownLab(
    String name,
    String region,
    String nodeName,
    String executionRoleArn,
    String podRoleArn,
    Set<String> podRoleArns,
    String nodeTaskRoleArn,
    String agentImage,
    String logGroup,
    String architecture,
    Map<String, String> tags,
    Set<String> tagLabels) {
  public KnownLab {
    podRoleArns = Set.copyOf(podRoleArns);
    tags = Map.copyOf(tags);
    tagLabels = Set.copyOf(tagLabels);
  }

  NodeConfig config() {
    return new NodeConfig(
        nodeName,
        name,
        name,
        region,
        name,
        List.of(),
        List.of(),
        true,
        executionRoleArn,
        podRoleArn,
        podRoleArns,
        nodeTaskRoleArn,
        Optional.empty(),
        agentImage,
        Optional.of(agentImage),
        logGroup,
        tags,
        tagLabels,
        true,
        1,
        OptionalInt.empty(),
        OptionalInt.empty(),
        0,
        ApiLimits.STANDARD,
        Optional.empty());
  }
}
