package dev.fnk.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON schema of fnk.yaml, for editors. */
public final class ConfigSchema {
  private ConfigSchema() {}

  /** The schema as maps and lists, ready to be written as JSON. */
  public static Map<String, Object> document() {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    top.put("title", "fnk.yaml");
    top.putAll(section(""));
    return top;
  }

  private static Map<String, Object> section(String path) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String key : Setting.keysBelow(path)) {
      String keyPath = path.isEmpty() ? key : path + "." + key;
      properties.put(
          key, Setting.at(keyPath).map(ConfigSchema::property).orElseGet(() -> section(keyPath)));
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("type", "object");
    section.put("additionalProperties", false);
    section.put("properties", properties);
    return section;
  }

  private static Map<String, Object> property(Setting setting) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("type", setting.type().schemaType());
    if (setting.type() == SettingType.TEXTS) {
      property.put(
          "items",
          setting.rule() == Rule.PORTS
              ? Map.of("type", List.of("string", "integer"))
              : Map.of("type", "string"));
    }
    property.put("description", setting.description() + "; " + setting.expectation());
    setting.defaultValue().ifPresent(value -> property.put("default", value.plain()));
    return property;
  }
}
