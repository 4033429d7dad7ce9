package dev.fnk.cli.lab;

import dev.fnk.cli.resource.HourlyPrice;
import java.math.BigDecimal;
import java.util.List;

/**
 * An estimate in US dollars an hour: list prices without tax, traffic, storage and logs.
 *
 * @param items what it is made of
 */
public record HourlyCost(BigDecimal usd, List<HourlyPrice> items) {
  public HourlyCost {
    items = List.copyOf(items);
  }

  static HourlyCost of(List<HourlyPrice> items) {
    return new HourlyCost(
        items.stream().map(HourlyPrice::usd).reduce(BigDecimal.ZERO, BigDecimal::add), items);
  }
}
