package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.pod.FieldSamples.Section;
import dev.fnk.kubelet.pod.FieldSamples.Value;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Pods of all that docs/pods.md goes through, by a seed: each object has some of its type's fields,
 * with values of {@code fields.yaml} or objects made the same way.
 */
final class WholePods {
  private static final Map<String, Section> SECTIONS = FieldSamples.sections();

  /** Of a hundred times that a field could be set. */
  private static final int SET = 30;

  /** Once in so many values that are refused one is taken. */
  private static final int REFUSED = 100;

  /** One of so many pods has the annotation of a first process. */
  private static final int FIRST_PROCESS = 20;

  /** What was chosen of it. */
  static final String FIRST = AnnotationKeys.FIRST_PROCESS;

  private final Random random;
  private final Map<String, List<Object>> chosen = new LinkedHashMap<>();

  private WholePods(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A pod, and what was chosen for it.
   *
   * @param chosen values of each field, as {@code TYPE.FIELD}; an empty list: objects without it
   */
  record Whole(Pod pod, Map<String, List<Object>> chosen) {}

  /** Equal seeds give equal ones. */
  static Whole of(long seed) {
    var whole = new WholePods(seed);
    Pod pod = FieldSamples.pod(whole.spec());
    whole.firstProcess(pod);
    return new Whole(pod, whole.chosen);
  }

  /** Of some pods a container is PID 1, which is refused of many. */
  private void firstProcess(Pod pod) {
    if (random.nextInt(FIRST_PROCESS) > 0) {
      return;
    }
    List<Container> containers = pod.getSpec().getContainers();
    String name = containers.get(random.nextInt(containers.size())).getName();
    pod.getMetadata().setAnnotations(Map.of(AnnotationKeys.FIRST_PROCESS, name));
    chosen.put(FIRST, List.of(name));
  }

  private Map<Object, Object> spec() {
    Map<Object, Object> spec = object("PodSpec");
    spec.put("volumes", objects("Volume", random.nextInt(4)));
    spec.put("initContainers", objects("Container", Math.max(0, random.nextInt(6) - 3)));
    spec.put("containers", objects("Container", 1 + random.nextInt(3)));
    consistent(spec);
    return spec;
  }

  private List<Object> objects(String type, int number) {
    return new ArrayList<>(IntStream.range(0, number).mapToObj(_ -> object(type)).toList());
  }

  private Map<Object, Object> object(String type) {
    Section section = SECTIONS.get(type);
    Map<Object, Object> object = section.object();
    section
        .values()
        .forEach(
            (field, values) -> {
              Optional<Value> value = value(values);
              if (value.isPresent()) {
                var changes = section.changes(field, value.get());
                changes.put(field, made(type, field, value.get()));
                FieldSamples.apply(object, changes);
              }
              List<Object> seen =
                  chosen.computeIfAbsent(type + "." + field, _ -> new ArrayList<>());
              value.ifPresent(its -> seen.add(its.is()));
            });
    return object;
  }

  private Optional<Value> value(List<Value> values) {
    if (random.nextInt(100) >= SET) {
      return Optional.empty();
    }
    Value value = values.get(random.nextInt(values.size()));
    return value.outcome().equals("refused") && random.nextInt(REFUSED) > 0
        ? Optional.empty()
        : Optional.of(value);
  }

  private Object made(String type, String field, Value value) {
    Optional<String> nested =
        ModelTypes.typeOf(type, field)
            .filter(SECTIONS::containsKey)
            .filter(_ -> !value.outcome().equals("refused"));
    return nested.isEmpty()
        ? value.is()
        : ModelTypes.isList(type, field)
            ? objects(nested.get(), 1 + random.nextInt(2))
            : object(nested.get());
  }

  /** Names that are different, and refer to what is there, as an API server asks for. */
  private void consistent(Map<Object, Object> spec) {
    List<?> volumes = (List<?>) spec.get("volumes");
    for (int i = 0; i < volumes.size(); i++) {
      FieldSamples.map(volumes.get(i)).put("name", "v" + i);
    }
    var containers = new ArrayList<Object>((List<?>) spec.get("initContainers"));
    containers.addAll((List<?>) spec.get("containers"));
    for (int i = 0; i < containers.size(); i++) {
      Map<Object, Object> container = FieldSamples.map(containers.get(i));
      container.put("name", "c" + i);
      mounts(container, volumes.size());
    }
    containerNames(containers, containers.size(), "containerName");
    // A file's resource is always that of a container.
    containerNames(volumes, containers.size(), "resource");
  }

  private void mounts(Map<Object, Object> container, int volumes) {
    if (!(container.get("volumeMounts") instanceof List<?> mounts)) {
      return;
    }
    if (volumes == 0) {
      container.remove("volumeMounts");
      return;
    }
    for (int i = 0; i < mounts.size(); i++) {
      Map<Object, Object> mount = FieldSamples.map(mounts.get(i));
      mount.put("name", "v" + random.nextInt(volumes));
      mount.compute(
          "mountPath", (_, path) -> "/.fnk".equals(path) ? path : "/m" + random.nextInt(99));
    }
  }

  /**
   * @param mark field beside which a container is named
   */
  private void containerNames(Object value, int containers, String mark) {
    switch (value) {
      case Map<?, ?> map -> {
        if (map.containsKey(mark)) {
          FieldSamples.map(map).put("containerName", "c" + random.nextInt(containers));
        }
        map.values().forEach(its -> containerNames(its, containers, mark));
      }
      case List<?> list -> list.forEach(its -> containerNames(its, containers, mark));
      default -> {}
    }
  }
}
