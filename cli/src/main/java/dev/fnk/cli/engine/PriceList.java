package dev.fnk.cli.engine;

import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.resource.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * AWS's list prices of a region, as {@code templates/prices.csv} has them. EKS and public addresses
 * cost the same in each of its regions: aws.amazon.com/eks/pricing (a cluster in standard, in
 * extended support), aws.amazon.com/vpc/pricing (public IPv4 address in use).
 */
public record PriceList(String region, Optional<Rates> rates) {
  private static final BigDecimal CLUSTER = new BigDecimal("0.10");
  private static final BigDecimal EXTENDED_CLUSTER = new BigDecimal("0.60");
  private static final BigDecimal PUBLIC_IPV4 = new BigDecimal("0.005");

  /** A vCPU and a GiB for an hour, in US dollars. */
  public record Rate(BigDecimal vcpu, BigDecimal gib) {}

  /**
   * @param date when they were last compared with AWS's
   */
  public record Rates(LocalDate date, Optional<Rate> x86, Optional<Rate> arm) {}

  /** The prices of a region; of one that the table does not have, all are unknown. */
  public static PriceList of(String region) {
    return new PriceList(
        region,
        table()
            .lines()
            .map(line -> line.split(",", -1))
            .filter(row -> row[0].equals(region))
            .findFirst()
            .map(PriceList::rates));
  }

  static List<String> regions() {
    return table()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(",", 2)[0])
        .toList();
  }

  private static Rates rates(String[] row) {
    return new Rates(LocalDate.parse(row[1]), rate(row[2], row[3]), rate(row[4], row[5]));
  }

  private static Optional<Rate> rate(String vcpu, String gib) {
    return vcpu.isEmpty() || gib.isEmpty()
        ? Optional.empty()
        : Optional.of(new Rate(new BigDecimal(vcpu), new BigDecimal(gib)));
  }

  private static String table() {
    try (var in = PriceList.class.getResourceAsStream("/templates/prices.csv")) {
      if (in == null) {
        throw new IllegalStateException("the price table is not packed");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the price table", e);
    }
  }

  /** What so much costs. */
  public HourlyCost cost(List<Usage> usage) {
    return new HourlyCost(region, rates.map(Rates::date), usage.stream().map(this::price).toList());
  }

  private HourlyPrice price(Usage usage) {
    return switch (usage) {
      case Usage.ControlPlane c ->
          c.extendedSupport()
              ? new HourlyPrice(
                  "EKS control plane, in extended support", rates.map(_ -> EXTENDED_CLUSTER))
              : new HourlyPrice("EKS control plane", rates.map(_ -> CLUSTER));
      case Usage.PublicAddresses a ->
          new HourlyPrice(
              "%s: %d public IPv4 address%s"
                  .formatted(a.what(), a.count(), a.count() == 1 ? "" : "es"),
              rates.map(_ -> PUBLIC_IPV4.multiply(new BigDecimal(a.count()))));
      case Usage.Tasks t -> tasks(t);
    };
  }

  private HourlyPrice tasks(Usage.Tasks t) {
    var vcpus = new BigDecimal(t.cpu()).divide(new BigDecimal(1024));
    var gib = new BigDecimal(t.memory()).divide(new BigDecimal(1024));
    var arm = t.architecture() == Architecture.ARM64;
    var rate = rates.flatMap(r -> arm ? r.arm() : r.x86());
    return new HourlyPrice(
        "%s: %d Fargate task%s of %s vCPU%s and %s GiB"
            .formatted(
                t.what(),
                t.count(),
                t.count() == 1 ? "" : "s",
                vcpus.stripTrailingZeros().toPlainString(),
                arm ? " (ARM)" : "",
                gib.stripTrailingZeros().toPlainString()),
        rate.map(
            r ->
                r.vcpu()
                    .multiply(vcpus)
                    .add(r.gib().multiply(gib))
                    .multiply(new BigDecimal(t.count()))));
  }
}
