package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.TaskView;
import java.util.Map;
import java.util.Set;

/**
 * The answer to a question about tasks, by the names asked for. What is in neither is not known to
 * ECS.
 *
 * @param refused names that ECS does not take; it says nothing about their tasks
 */
public record Described(Map<String, TaskView> found, Set<String> refused) {
  public Described {
    found = Map.copyOf(found);
    refused = Set.copyOf(refused);
  }
}
