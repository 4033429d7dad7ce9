package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.task.TaskTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** A task definition as the JSON document that RegisterTaskDefinition takes. */
public final class DefinitionDocument {
  private DefinitionDocument() {}

  /** In the model's order, without what is not set. */
  public static Map<String, Object> of(TaskTemplate template, NodeConfig config) {
    return fields(TaskRequests.definition(template.family(config.lab()), template, config));
  }

  private static Map<String, Object> fields(SdkPojo pojo) {
    var fields = new LinkedHashMap<String, Object>();
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = field.getValueOrDefault(pojo);
      if (value != null
          && !(value instanceof SdkAutoConstructList<?>)
          && !(value instanceof SdkAutoConstructMap<?, ?>)) {
        fields.put(field.locationName(), json(value));
      }
    }
    return fields;
  }

  private static Object json(Object value) {
    return switch (value) {
      case SdkPojo pojo -> fields(pojo);
      case List<?> list -> list.stream().map(DefinitionDocument::json).toList();
      default -> value;
    };
  }
}
