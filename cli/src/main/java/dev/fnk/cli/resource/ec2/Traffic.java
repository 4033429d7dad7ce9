package dev.fnk.cli.resource.ec2;

import java.util.List;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * What one rule of a security group lets in.
 *
 * @param protocol {@code tcp}, {@code udp} or {@code icmp}
 * @param from first port; -1 where the protocol has none
 * @param to last port; -1 where the protocol has none
 */
public record Traffic(String protocol, int from, int to) {
  private static final int LAST = 65535;

  public static List<Traffic> tcp(int port) {
    return List.of(new Traffic("tcp", port, port));
  }

  /** TCP but for one port, from 1 to 65534, UDP and ICMP: what tasks can speak. */
  public static List<Traffic> allBut(int tcpPort) {
    return List.of(
        new Traffic("tcp", 0, tcpPort - 1),
        new Traffic("tcp", tcpPort + 1, LAST),
        new Traffic("udp", 0, LAST),
        new Traffic("icmp", -1, -1));
  }

  boolean is(SecurityGroupRule rule) {
    return protocol.equals(rule.ipProtocol()) && from == rule.fromPort() && to == rule.toPort();
  }

  IpPermission.Builder permission() {
    return IpPermission.builder().ipProtocol(protocol).fromPort(from).toPort(to);
  }

  @Override
  public String toString() {
    if (from < 0) {
      return protocol;
    }
    return protocol + " " + (from == to ? Integer.toString(from) : from + "-" + to);
  }
}
