package dev.fnk.kubelet.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one container of one pod has for itself.
 *
 * @param environment added to the template's environment
 */
public record ContainerOverride(Map<String, String> environment) {
  public ContainerOverride {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
