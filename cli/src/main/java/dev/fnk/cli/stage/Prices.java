package dev.fnk.cli.stage;

import dev.fnk.cli.resource.HourlyPrice;
import java.math.BigDecimal;
import java.util.List;

/**
 * List prices in US dollars an hour of eu-west-1, Linux on x86, on demand. Sources:
 * aws.amazon.com/eks/pricing (a cluster in standard or extended support),
 * aws.amazon.com/fargate/pricing, aws.amazon.com/vpc/pricing (public IPv4 address in use).
 */
public final class Prices {
  private static final BigDecimal EKS_CLUSTER = new BigDecimal("0.10");
  private static final BigDecimal EKS_EXTENDED_CLUSTER = new BigDecimal("0.60");
  private static final BigDecimal FARGATE_VCPU = new BigDecimal("0.04048");
  private static final BigDecimal FARGATE_GIB = new BigDecimal("0.004445");
  private static final BigDecimal PUBLIC_IPV4 = new BigDecimal("0.005");

  private Prices() {}

  public static HourlyPrice cluster() {
    return new HourlyPrice("EKS control plane", EKS_CLUSTER);
  }

  /** A cluster whose version is in extended support. */
  public static HourlyPrice extendedCluster() {
    return new HourlyPrice("EKS control plane, in extended support", EKS_EXTENDED_CLUSTER);
  }

  /**
   * Tasks that run all the time, each with a public address.
   *
   * @param what such as {@code virtual node}
   * @param cpu CPU units of one
   * @param memory MiB of one
   */
  public static List<HourlyPrice> tasks(String what, int count, int cpu, int memory) {
    var vcpus = new BigDecimal(cpu).divide(new BigDecimal(1024));
    var gib = new BigDecimal(memory).divide(new BigDecimal(1024));
    var one = FARGATE_VCPU.multiply(vcpus).add(FARGATE_GIB.multiply(gib));
    var times = new BigDecimal(count);
    return List.of(
        new HourlyPrice(
            "%s: %d Fargate task%s of %s vCPU and %s GiB"
                .formatted(
                    what,
                    count,
                    count == 1 ? "" : "s",
                    vcpus.stripTrailingZeros().toPlainString(),
                    gib.stripTrailingZeros().toPlainString()),
            one.multiply(times)),
        new HourlyPrice(
            "%s: %d public IPv4 address%s".formatted(what, count, count == 1 ? "" : "es"),
            PUBLIC_IPV4.multiply(times)));
  }
}
