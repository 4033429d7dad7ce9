package dev.fnk.local.ecs.model.task;

/**
 * The elastic network interface of a task, as EC2 knows it.
 *
 * @param subnetCidr range of its subnet
 */
public record NetworkInterface(
    String id,
    String subnetId,
    String subnetCidr,
    String availabilityZone,
    String macAddress,
    String privateIp,
    String privateDnsName) {}
