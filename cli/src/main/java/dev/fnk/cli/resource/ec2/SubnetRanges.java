package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.config.Cidr;
import dev.fnk.cli.resource.ResourceException;
import java.util.List;
import java.util.stream.IntStream;

/** Splits a VPC's range. */
public final class SubnetRanges {
  private static final int PREFIX = 20;

  private SubnetRanges() {}

  /** The first /20 ranges of a VPC's. */
  public static List<Cidr> first(int count, Cidr vpc) {
    if (vpc.prefix() > PREFIX || count > 1 << (PREFIX - vpc.prefix())) {
      throw new ResourceException(
          "%s has no room for %d ranges of /%d".formatted(vpc, count, PREFIX),
          "set network.vpcCidr to a range of /16 to /19");
    }
    return IntStream.range(0, count)
        .mapToObj(i -> new Cidr(vpc.base() + ((long) i << (32 - PREFIX)), PREFIX))
        .toList();
  }
}
