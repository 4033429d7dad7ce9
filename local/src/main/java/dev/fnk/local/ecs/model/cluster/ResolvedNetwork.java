package dev.fnk.local.ecs.model.cluster;

/**
 * A network configuration whose subnets and groups are there.
 *
 * @param network with the VPC's default group when none was named
 */
public record ResolvedNetwork(String vpcId, AwsVpc network) {}
