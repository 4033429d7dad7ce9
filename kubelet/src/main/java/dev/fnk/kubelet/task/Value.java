package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Expansion;
import java.util.HashSet;
import java.util.Map;

/**
 * A text of a pod's spec after expansion.
 *
 * @param ofPod whether it differs between pods of one template, and so must travel as an override
 */
record Value(String text, boolean ofPod) {
  static Value shared(String text) {
    return new Value(text, false);
  }

  static Value ofPod(String text) {
    return new Value(text, true);
  }

  /** The text with these variables put in; the pod's own if one of them is. */
  static Value expanded(String text, Map<String, Value> variables) {
    var used = new HashSet<Value>();
    String expanded =
        Expansion.expand(
            text,
            name -> {
              Value value = variables.get(name);
              if (value == null) {
                return null;
              }
              used.add(value);
              return value.text();
            });
    return new Value(expanded, used.stream().anyMatch(Value::ofPod));
  }
}
