package dev.fnk.local.ecs;

import java.util.Optional;

/**
 * The elastic network interface of a task, as EC2 knows it.
 *
 * @param subnetCidr range of its subnet
 * @param publicAllocation allocation id of its public address
 */
record NetworkInterface(
    String id,
    String subnetId,
    String subnetCidr,
    String availabilityZone,
    String macAddress,
    String privateIp,
    String privateDnsName,
    Optional<String> publicAllocation) {}
