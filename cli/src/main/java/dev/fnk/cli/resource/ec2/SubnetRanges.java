package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.resource.ResourceException;
import java.util.List;
import java.util.stream.IntStream;

/** Splits a VPC's range. */
public final class SubnetRanges {
  private static final int PREFIX = 20;

  private SubnetRanges() {}

  /**
   * The first /20 ranges of an IPv4 range.
   *
   * @param vpcCidr such as {@code 10.0.0.0/16}
   */
  public static List<String> first(int count, String vpcCidr) {
    var slash = vpcCidr.indexOf('/');
    var prefix = Integer.parseInt(vpcCidr.substring(slash + 1));
    if (prefix > PREFIX || count > 1 << (PREFIX - prefix)) {
      throw new ResourceException(
          "%s has no room for %d ranges of /%d".formatted(vpcCidr, count, PREFIX),
          "set network.vpcCidr to a range of /16 to /19");
    }
    var base = number(vpcCidr.substring(0, slash));
    return IntStream.range(0, count)
        .mapToObj(i -> text(base + ((long) i << (32 - PREFIX))) + "/" + PREFIX)
        .toList();
  }

  private static long number(String address) {
    long n = 0;
    for (var octet : address.split("\\.", -1)) {
      n = n << 8 | Integer.parseInt(octet);
    }
    return n;
  }

  private static String text(long n) {
    return "%d.%d.%d.%d".formatted(n >> 24 & 255, n >> 16 & 255, n >> 8 & 255, n & 255);
  }
}
