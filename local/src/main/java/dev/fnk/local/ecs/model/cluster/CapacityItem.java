package dev.fnk.local.ecs.model.cluster;

import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An element of a capacity provider strategy. */
public record CapacityItem(String provider, int weight, int base) {
  public static List<CapacityItem> list(Fields request, String member) {
    return request.objects(member).stream()
        .map(
            item ->
                new CapacityItem(
                    item.required("capacityProvider"),
                    item.integer("weight").orElse(0),
                    item.integer("base").orElse(0)))
        .toList();
  }

  public ObjectNode json() {
    return Json.object().put("capacityProvider", provider).put("weight", weight).put("base", base);
  }
}
