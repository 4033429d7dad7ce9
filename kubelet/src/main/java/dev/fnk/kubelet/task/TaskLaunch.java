package dev.fnk.kubelet.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What RunTask is told besides the task definition.
 *
 * @param overrides by container name
 * @param tags for people and for cost; ECS forgets them when the task stops
 * @param placement as whom it runs
 */
public record TaskLaunch(
    PodIdentity identity,
    Map<String, ContainerOverride> overrides,
    Map<String, String> tags,
    Placement placement) {
  public TaskLaunch {
    overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    // In an order: a request that is asked again after a restart has to be the same, or its token
    // is taken for another's.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
