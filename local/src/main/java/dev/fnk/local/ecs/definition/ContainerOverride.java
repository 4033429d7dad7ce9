package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What RunTask replaces of one container. */
record ContainerOverride(
    String name,
    Optional<List<String>> command,
    Map<String, String> environment,
    Optional<Integer> cpu,
    Optional<Integer> memory,
    Optional<Integer> memoryReservation) {
  static ContainerOverride of(Fields fields) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Fields pair : fields.objects("environment")) {
      environment.put(pair.required("name"), pair.text("value").orElse(""));
    }
    if (!fields.objects("environmentFiles").isEmpty()) {
      throw EcsError.client("environmentFiles are not read by this account's tasks");
    }
    return new ContainerOverride(
        fields.required("name"),
        fields.has("command") ? Optional.of(fields.texts("command")) : Optional.empty(),
        environment,
        fields.integer("cpu"),
        fields.integer("memory"),
        fields.integer("memoryReservation"));
  }
}
