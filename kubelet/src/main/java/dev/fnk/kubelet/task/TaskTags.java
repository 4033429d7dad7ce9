package dev.fnk.kubelet.task;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.TagKeys;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tags of a pod's task. */
final class TaskTags {
  private TaskTags() {}

  /** What the node says of the task goes before what the pod's labels say. */
  static Map<String, String> of(Pod pod, PodIdentity identity, NodeConfig config) {
    var tags = new LinkedHashMap<String, String>();
    Map<String, String> labels = pod.getMetadata().getLabels();
    if (labels != null) {
      tags.putAll(labels);
      tags.keySet().retainAll(config.tagLabels());
    }
    tags.putAll(config.tags());
    tags.put(TagKeys.LAB, config.lab());
    tags.put(TagKeys.NODE, config.nodeName());
    tags.put(TagKeys.NAMESPACE, identity.namespace());
    tags.put(TagKeys.POD, identity.name());
    return tags;
  }
}
