package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fields that the node's client does not know, wherever in an object: of an API server that is
 * newer, or mistyped. The client keeps those of each of its types apart from those that it knows.
 */
final class UnknownFields {
  private static final String UNKNOWN = "getAdditionalProperties";

  private final List<String> found = new ArrayList<>();

  private UnknownFields() {}

  /**
   * In the order of their places, {@code livenessProbe.exec: this node does not know the fields x}.
   *
   * @param where what the object is called
   * @param apart fields of it that are not looked into
   */
  static List<String> of(String where, KubernetesResource object, Set<String> apart) {
    var fields = new UnknownFields();
    fields.object(where, ": ", object, apart);
    return fields.found;
  }

  private void object(
      String where, String separator, KubernetesResource object, Set<String> apart) {
    for (Method getter : getters(object.getClass())) {
      if (getter.getName().equals(UNKNOWN)) {
        told(where, value(getter, object));
        continue;
      }
      String name = field(getter);
      if (!apart.contains(name)) {
        value(where + separator + name, value(getter, object));
      }
    }
  }

  private void value(String where, @Nullable Object value) {
    switch (value) {
      case KubernetesResource object -> object(where, ".", object, Set.of());
      case List<?> elements -> {
        for (int i = 0; i < elements.size(); i++) {
          value(where + "[" + i + "]", elements.get(i));
        }
      }
      case null, default -> {
        // What users write into, such as labels, has no fields.
      }
    }
  }

  private void told(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> unknown && !unknown.isEmpty()) {
      var names = new TreeSet<String>();
      unknown.keySet().forEach(name -> names.add(String.valueOf(name)));
      found.add(where + ": this node does not know the fields " + String.join(", ", names));
    }
  }

  private static String field(Method getter) {
    String name = getter.getName().substring(3);
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static List<Method> getters(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().startsWith("get") && method.getParameterCount() == 0)
        .filter(method -> method.getDeclaringClass() != Object.class)
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private static @Nullable Object value(Method getter, Object object) {
    try {
      return getter.invoke(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(getter + " of the client's model", e);
    }
  }
}
