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
 */
public record TaskSpec(
    String arn,
    String id,
    Cluster cluster,
    String region,
    TaskDefinition definition,
    List<ContainerDefinition> containers,
    ObjectNode overrides,
    Size size,
    Roles roles,
    Placement placement,
    String group,
    Optional<String> startedBy,
    boolean executeCommand,
    Instant createdAt) {
  public TaskSpec {
    containers = List.copyOf(containers);
  }

  /**
   * What all of it may use.
   *
   * @param cpu CPU units
   * @param memory MiB
   */
  public record Size(int cpu, int memory) {}

  /**
   * ARNs of the roles that are passed to it.
   *
   * @param task what its containers act as
   * @param execution what ECS acts as for it: pulls, logs
   */
  public record Roles(Optional<String> task, Optional<String> execution) {}

  /**
   * Where it runs.
   *
   * @param subnetId the one subnet that it was placed in
   * @param network as it was asked for
   * @param capacityProvider empty for a launch type
   */
  public record Placement(
      String vpcId,
      String subnetId,
      AwsVpc network,
      Optional<String> capacityProvider,
      String platformVersion) {}

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
