package dev.fnk.cli.printer;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What every command that touches a lab says first. */
public record Headline(String world, String account, String region, String lab) {
  public String line(boolean json) {
    if (!json) {
      return "%s, account %s, %s, lab %s".formatted(world, account, region, lab);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "lab");
    line.put("world", world);
    line.put("account", account);
    line.put("region", region);
    line.put("lab", lab);
    return JsonMapper.shared().writeValueAsString(line);
  }
}
