package dev.fnk.local.network;

import java.net.InetAddress;

/**
 * A VPC as a bridge of the container engine.
 *
 * @param vpcId such as {@code vpc-0a1b}
 * @param cidr the VPC's range, such as {@code 10.0.0.0/16}
 * @param engineNetwork the engine's name of the network
 * @param gatewayAddress the bridge's own address, where the host can be reached from its containers
 */
public record VpcNetwork(
    String vpcId, String cidr, String engineNetwork, InetAddress gatewayAddress) {}
