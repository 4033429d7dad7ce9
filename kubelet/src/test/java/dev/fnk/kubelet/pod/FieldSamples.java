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
import java.util.Optional;
import java.util.Set;

/** The samples of {@code fields.yaml}: pods that differ in one field. */
final class FieldSamples {
  private static final KubernetesSerialization MODEL = new KubernetesSerialization();

  private FieldSamples() {}

  /**
   * A field with a value, and what becomes of it.
   *
   * @param type of the API's model, such as {@code PodSpec}
   * @param outcome in the page's words
   * @param without the pod that lacks the field
   * @param with the pod that has it
   */
  record Sample(String type, String field, String outcome, Pod without, Pod with) {
    @Override
    public String toString() {
      return type + "." + field + ": " + outcome;
    }
  }

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    map(read()).forEach((type, section) -> add(samples, (String) type, map(section)));
    return samples;
  }

  private static Object read() {
    try (var in = FieldSamples.class.getResourceAsStream("fields.yaml")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return MODEL.unmarshal(text, Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(List<Sample> samples, String type, Map<?, ?> section) {
    String at = (String) section.get("at");
    List<?> exclusive = section.get("exclusive") instanceof List<?> list ? list : List.of();
    map(section.get("fields"))
        .forEach(
            (field, outcomes) ->
                map(outcomes)
                    .forEach(
                        (outcome, given) -> {
                          var sample =
                              given instanceof Map<?, ?> map
                                      && map.keySet().equals(Set.of("is", "with"))
                                  ? map
                                  : Map.of("is", given, "with", Map.of());
                          Map<Object, Object> more = map(sample.get("with"));
                          var changes = new LinkedHashMap<>(more);
                          if (exclusive.contains(field)) {
                            exclusive.forEach(other -> changes.put(other, null));
                          }
                          changes.put(field, sample.get("is"));
                          samples.add(
                              new Sample(
                                  type,
                                  (String) field,
                                  (String) outcome,
                                  pod(section.get("base"), at, more),
                                  pod(section.get("base"), at, changes)));
                        }));
  }

  /** The pod with this spec, changed at a place; null takes a field away. */
  private static Pod pod(Object base, String at, Map<Object, Object> changes) {
    Object spec = copy(base);
    Object place = spec;
    for (String step : Arrays.stream(at.split("/")).filter(s -> !s.isEmpty()).toList()) {
      place =
          place instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : Objects.requireNonNull(map(place).get(step), at);
    }
    Map<Object, Object> fields = map(place);
    changes.forEach(
        (field, value) -> {
          if (value == null) {
            fields.remove(field);
          } else {
            fields.put(field, value);
          }
        });
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

  private static Object copy(Object value) {
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
  private static Map<Object, Object> map(Object value) {
    return (Map<Object, Object>)
        Optional.of(value)
            .filter(Map.class::isInstance)
            .orElseThrow(() -> new IllegalArgumentException("not a map: " + value));
  }
}
