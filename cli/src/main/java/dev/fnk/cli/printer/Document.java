package dev.fnk.cli.printer;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A result for programs: fields in order, the first one naming its schema. */
public final class Document {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /**
   * @param kind such as {@code status}; the schema is {@code fnk.dev/status/v1}
   */
  public Document(String kind) {
    fields.put("schema", "fnk.dev/" + kind + "/v1");
  }

  /** Adds a field: text, number, boolean, list, map or record. */
  public Document with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  public String toJson() {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(fields);
  }

  public String toYaml() {
    return YAMLMapper.builder()
        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
        .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
        .build()
        .writeValueAsString(fields);
  }
}
