package dev.fnk.kubelet.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What RunTask is told besides the task definition.
 *
 * @param overrides by container name
 * @param tags for people and for cost; ECS forgets them when the task stops
 */
public record TaskLaunch(
    PodIdentity identity, Map<String, ContainerOverride> overrides, Map<String, String> tags) {
  public TaskLaunch {
    overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    tags = Map.copyOf(tags);
  }
}
