package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import java.util.List;
import java.util.TreeSet;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;

/** Where a service's tasks are in the lab's network. */
record ServiceNetwork(List<Subnet> subnets, SecurityGroup group) {
  ServiceNetwork {
    subnets = List.copyOf(subnets);
  }

  /** Once its parts exist. */
  AwsVpcConfiguration of(ObservedState known) {
    return AwsVpcConfiguration.builder()
        .subnets(subnets.stream().map(s -> known.of(s).id()).toList())
        .securityGroups(known.of(group).id())
        .assignPublicIp(AssignPublicIp.ENABLED) // public subnets without NAT: the only way out
        .build();
  }

  /** Whether that is where they are. */
  boolean same(AwsVpcConfiguration is, ObservedState known) {
    var wanted = new TreeSet<String>();
    subnets.forEach(s -> known.find(s).ifPresent(p -> wanted.add(p.id())));
    return new TreeSet<>(is.subnets()).equals(wanted)
        && is.securityGroups().equals(known.find(group).map(g -> List.of(g.id())).orElse(List.of()))
        && is.assignPublicIp() == AssignPublicIp.ENABLED;
  }
}
