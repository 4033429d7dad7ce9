package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.config.PortRange;
import dev.fnk.cli.resource.LabTags;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * A rule of a security group by which addresses, not members of groups, come in. Two rules that
 * differ in protocol, ports or source are two rules.
 *
 * @param id such as {@code sgr-0a1b}
 * @param source the addresses: an IPv4 or IPv6 range or a prefix list
 * @param from first port; -1 for all
 * @param to last port; -1 for all
 * @param own whether its tags say that fnk made it for this lab
 * @param plain whether nobody tagged or described it
 */
record IngressRule(
    String id, String protocol, int from, int to, String source, boolean own, boolean plain) {

  /** The rule, if it lets addresses in. */
  static Optional<IngressRule> of(SecurityGroupRule rule, LabTags lab) {
    var source =
        Stream.of(rule.cidrIpv4(), rule.cidrIpv6(), rule.prefixListId())
            .filter(s -> s != null && !s.isEmpty())
            .findFirst();
    if (source.isEmpty() || Boolean.TRUE.equals(rule.isEgress())) {
      return Optional.empty();
    }
    var tags = Ec2Tags.map(rule.tags());
    return Optional.of(
        new IngressRule(
            rule.securityGroupRuleId(),
            rule.ipProtocol(),
            rule.fromPort() == null ? -1 : rule.fromPort(),
            rule.toPort() == null ? -1 : rule.toPort(),
            source.get(),
            lab.own(tags),
            tags.isEmpty() && (rule.description() == null || rule.description().isEmpty())));
  }

  boolean is(Opening opening) {
    return protocol.equals("tcp")
        && from == opening.ports().from()
        && to == opening.ports().to()
        && source.equals(opening.cidr());
  }

  boolean allTcp() {
    return protocol.equals("tcp") && from == 0 && to == 65535;
  }

  Opening opening() {
    return new Opening(source, new PortRange(from, to));
  }

  /** {@code tcp 5432 to 192.0.2.1/32}, as people read it. */
  String description() {
    if (protocol.equals("tcp")) {
      return Opening.describe(java.util.List.of(opening()));
    }
    var what = protocol.equals("-1") ? "everything" : protocol;
    return from < 0
        ? "%s to %s".formatted(what, source)
        : "%s %s to %s".formatted(what, new PortRange(from, to), source);
  }
}
