package dev.fnk.local.ecs.model.task;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.model.cluster.AwsVpc;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.protocol.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * All of a task that is settled before it starts.
 *
 * @param id 32 hexadecimal digits
 * @param containers with the overrides laid over them
 * @param overrides as DescribeTasks shows them
 * @param cpu CPU units
 * @param memory MiB
 * @param subnetId the one subnet it was placed in
 * @param capacityProvider empty for a launch type
 */
public record TaskSpec(
    String arn,
    String id,
    Cluster cluster,
    String region,
    TaskDefinition definition,
    List<ContainerDefinition> containers,
    ObjectNode overrides,
    int cpu,
    int memory,
    Optional<String> taskRoleArn,
    Optional<String> executionRoleArn,
    String vpcId,
    String subnetId,
    AwsVpc network,
    Optional<String> capacityProvider,
    String platformVersion,
    String group,
    Optional<String> startedBy,
    boolean executeCommand,
    Instant createdAt) {
  public TaskSpec {
    containers = List.copyOf(containers);
  }

  /** Id of the attachment of its network interface, the same from the start. */
  public String attachmentId() {
    return java.util
        .UUID
        .nameUUIDFromBytes(arn.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }

  /** {@code x86_64} or {@code arm64}. */
  public String architecture() {
    String asked =
        new Fields(definition.document())
            .object("runtimePlatform")
            .flatMap(platform -> platform.text("cpuArchitecture"))
            .orElse("X86_64");
    return asked.toLowerCase(java.util.Locale.ROOT);
  }
}
