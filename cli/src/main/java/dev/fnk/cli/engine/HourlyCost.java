package dev.fnk.cli.engine;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * An estimate in US dollars an hour: list prices without tax, traffic, storage and logs.
 *
 * @param region whose list prices they are
 * @param date when they were last compared with AWS's; empty where none of that region is known
 * @param items what it is made of
 */
public record HourlyCost(String region, Optional<LocalDate> date, List<HourlyPrice> items) {
  public HourlyCost {
    items = List.copyOf(items);
  }

  /** The sum of what is known. */
  public BigDecimal usd() {
    return items.stream().flatMap(i -> i.usd().stream()).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Whether all of it has a price. */
  public boolean complete() {
    return items.stream().allMatch(i -> i.usd().isPresent());
  }
}
