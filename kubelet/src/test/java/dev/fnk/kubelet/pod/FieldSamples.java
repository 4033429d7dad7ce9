package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The samples of {@code fields.yaml}: each field of a pod, with values and what becomes of them.
 */
final class FieldSamples {
  private static final KubernetesSerialization MODEL = new KubernetesSerialization();

  private FieldSamples() {}

  /**
   * The fields of a type of the API's model.
   *
   * @param base a pod's spec that has the type
   * @param at where
   * @param exclusive fields that take each other's place
   * @param values by field
   */
  record Section(
      String type,
      Map<Object, Object> base,
      String at,
      Set<String> exclusive,
      Map<String, List<Value>> values) {
    /** What else is set where the field gets this value; null takes away. */
    Map<Object, Object> changes(String field, Value value) {
      var changes = new LinkedHashMap<>(value.with());
      if (exclusive.contains(field)) {
        exclusive.forEach(other -> changes.put(other, null));
      }
      changes.put(field, value.is());
      return changes;
    }

    /** The type's object in the base. */
    Map<Object, Object> object() {
      return map(copy(place(base, at)));
    }

    /** The base, changed where the type is. */
    Map<Object, Object> changed(Map<Object, Object> changes) {
      Map<Object, Object> spec = map(copy(base));
      apply(map(place(spec, at)), changes);
      return spec;
    }
  }

  /**
   * @param outcome in the page's words
   * @param with what the field needs besides
   */
  record Value(String outcome, Object is, Map<Object, Object> with) {}

  static Map<String, Section> sections() {
    var sections = new LinkedHashMap<String, Section>();
    map(read()).forEach((type, its) -> sections.put((String) type, section((String) type, its)));
    return sections;
  }

  private static Object read() {
    try (var in = FieldSamples.class.getResourceAsStream("fields.yaml")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return MODEL.unmarshal(text, Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Section section(String type, Object given) {
    Map<Object, Object> section = map(given);
    var exclusive = section.get("exclusive") instanceof List<?> list ? list : List.of();
    var values = new LinkedHashMap<String, List<Value>>();
    map(section.get("fields"))
        .forEach(
            (field, outcomes) ->
                values.put(
                    (String) field,
                    map(outcomes).entrySet().stream()
                        .map(its -> value((String) its.getKey(), its.getValue()))
                        .toList()));
    return new Section(
        type,
        map(section.get("base")),
        (String) section.get("at"),
        Set.copyOf(exclusive.stream().map(String.class::cast).toList()),
        values);
  }

  private static Value value(String outcome, Object given) {
    return given instanceof Map<?, ?> map && map.keySet().equals(Set.of("is", "with"))
        ? new Value(outcome, map.get("is"), map(map.get("with")))
        : new Value(outcome, given, Map.of());
  }

  /** The pod {@code default/web-1} with this spec. */
  static Pod pod(Map<Object, Object> spec) {
    var metadata =
        Map.of(
            "name",
            "web-1",
            "namespace",
            "default",
            "uid",
            "uid-1",
            "labels",
            Map.of("app", "web"));
    return MODEL.convertValue(
        Map.of("apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", spec), Pod.class);
  }

  /** Null takes a field away. */
  static void apply(Map<Object, Object> object, Map<Object, Object> changes) {
    changes.forEach(
        (field, value) -> {
          if (value == null) {
            object.remove(field);
          } else {
            object.put(field, copy(value));
          }
        });
  }

  private static Object place(Object spec, String at) {
    Object place = spec;
    for (String step : Arrays.stream(at.split("/")).filter(s -> !s.isEmpty()).toList()) {
      place =
          place instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : Objects.requireNonNull(map(place).get(step), at);
    }
    return place;
  }

  static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, Object>();
        map.forEach((key, its) -> copy.put(key, copy(its)));
        yield copy;
      }
      case List<?> list -> new ArrayList<>(list.stream().map(FieldSamples::copy).toList());
      default -> value;
    };
  }

  @SuppressWarnings("unchecked")
  static Map<Object, Object> map(Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<Object, Object>) map;
    }
    throw new IllegalArgumentException("not a map: " + value);
  }
}
