package dev.fnk.cli.printer;

import dev.fnk.cli.engine.HourlyCost;
import dev.fnk.cli.engine.HourlyPrice;
import java.util.LinkedHashMap;
import java.util.Map;

/** An hourly cost for programs. */
final class CostFields {
  private CostFields() {}

  static Map<String, Object> of(HourlyCost cost) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("usd", cost.usd());
    fields.put("complete", cost.complete());
    fields.put("region", cost.region());
    cost.date().ifPresent(date -> fields.put("date", date.toString()));
    fields.put("items", cost.items().stream().map(CostFields::item).toList());
    return fields;
  }

  private static Map<String, Object> item(HourlyPrice item) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("what", item.what());
    item.usd().ifPresent(usd -> fields.put("usd", usd));
    return fields;
  }
}
