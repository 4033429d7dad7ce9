package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what of a pod cannot be had: each field by name, why, and what to use instead. */
final class Refusals {
  private final List<String> all = new ArrayList<>();

  /** {@code FIELD: WHY (instead: INSTEAD)}. */
  static String words(String field, String why, String instead) {
    return field + ": " + why + " (instead: " + instead + ")";
  }

  void add(String field, String why, String instead) {
    all.add(words(field, why, instead));
  }

  void add(Container container, String field, String why, String instead) {
    add("container " + container.getName() + ": " + field, why, instead);
  }

  void when(@Nullable Boolean asked, String field, String why, String instead) {
    if (Boolean.TRUE.equals(asked)) {
      add(field, why, instead);
    }
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
