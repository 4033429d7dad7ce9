package dev.fnk.kubelet.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The virtual node's settings, all from its environment (see {@code NodeConfigReader}).
 *
 * @param nodeName Kubernetes name of the node, a DNS label; also names its user {@code
 *     system:node:NAME}
 * @param lab the lab's name, for tags
 * @param eksCluster EKS cluster to join
 * @param region AWS region
 * @param ecsCluster ECS cluster that runs the pods
 * @param subnets subnets of the pods' tasks
 * @param securityGroups security groups of the pods' tasks
 * @param assignPublicIp whether the tasks get a public address (needed in public subnets without
 *     NAT)
 * @param executionRoleArn execution role of the tasks
 * @param podRoleArn default task role of the pods; by it a task's agent proves whose it is
 * @param podRoleArns task roles that pods may ask for instead
 * @param taskRoleArn role of the node's own task, which agents admit
 * @param nodeRoleArn role to assume for the node's Kubernetes identity, with the node's name for a
 *     session name; none: the task's own role is the node
 * @param agentImage image of the agent for the node's own architecture, by digest
 * @param otherAgentImage the same for the other of Fargate's architectures; none: all pods are of
 *     the node's own
 * @param logGroup CloudWatch log group of the pods' containers
 * @param tags tags for every task, besides the pod's own
 * @param tagLabels keys of the labels of a pod that become tags of its task
 * @param tainted whether the node carries {@code virtual-kubelet.io/provider=fnk:NoSchedule}
 * @param maxPods pods the node reports as capacity
 * @param cpu CPU units (1024 a vCPU) the node reports as capacity; none: the account's quota
 * @param memoryMiB memory the node reports as capacity; none: the most that goes with the CPU
 * @param port HTTPS port of the kubelet API
 * @param api what its clients may have
 * @param tracing where traces of the pods go; none: nowhere
 */
public record NodeConfig(
    String nodeName,
    String lab,
    String eksCluster,
    String region,
    String ecsCluster,
    List<String> subnets,
    List<String> securityGroups,
    boolean assignPublicIp,
    String executionRoleArn,
    String podRoleArn,
    Set<String> podRoleArns,
    String taskRoleArn,
    Optional<String> nodeRoleArn,
    String agentImage,
    Optional<String> otherAgentImage,
    String logGroup,
    Map<String, String> tags,
    Set<String> tagLabels,
    boolean tainted,
    int maxPods,
    OptionalInt cpu,
    OptionalInt memoryMiB,
    int port,
    ApiLimits api,
    Optional<TracingSettings> tracing) {
  public NodeConfig {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
    podRoleArns = Set.copyOf(podRoleArns);
    tags = Map.copyOf(tags);
    tagLabels = Set.copyOf(tagLabels);
  }
}
