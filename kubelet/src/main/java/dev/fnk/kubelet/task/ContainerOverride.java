package dev.fnk.kubelet.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one container of one pod has for itself.
 *
 * @param environment added to the template's environment
 * @param command replaces the template's command; empty: it stays
 */
public record ContainerOverride(Map<String, String> environment, List<String> command) {
  public ContainerOverride {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    command = List.copyOf(command);
  }

  /** Characters of its JSON form, as RunTask counts them, rounded up. */
  int characters(String container) {
    int characters = 64 + container.length();
    for (var variable : environment.entrySet()) {
      characters += 24 + escaped(variable.getKey()) + escaped(variable.getValue());
    }
    for (String word : command) {
      characters += 3 + escaped(word);
    }
    return characters;
  }

  private static int escaped(String text) {
    int characters = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      characters += c < ' ' ? 5 : c == '"' || c == '\\' ? 1 : 0;
    }
    return characters;
  }
}
