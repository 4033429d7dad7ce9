package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which task belongs to which pod.
 *
 * @param adopted the latest task by pod uid
 * @param surplus running tasks of an earlier attempt than the pod's
 * @param unmatched running tasks whose pod is not known; orphans, if the API server says so too
 */
record Adoption(Map<String, TaskView> adopted, List<TaskView> surplus, List<TaskView> unmatched) {

  /**
   * @param attempts the pods' current attempt by uid, as their annotations say
   */
  static Adoption of(Map<String, Integer> attempts, List<TaskView> tasks) {
    var latest = new HashMap<String, TaskView>();
    var unmatched = new ArrayList<TaskView>();
    for (TaskView task : tasks) {
      if (task.identity().isEmpty()) {
        continue;
      }
      PodIdentity identity = task.identity().get();
      Integer attempt = attempts.get(identity.uid());
      if (attempt == null) {
        if (!over(task)) {
          unmatched.add(task);
        }
      } else if (identity.attempt() >= attempt) {
        latest.merge(identity.uid(), task, Adoption::later);
      }
    }
    var surplus = new ArrayList<TaskView>();
    for (TaskView task : tasks) {
      boolean known = task.identity().filter(i -> attempts.containsKey(i.uid())).isPresent();
      if (known && !over(task) && !latest.containsValue(task)) {
        surplus.add(task);
      }
    }
    return new Adoption(Map.copyOf(latest), List.copyOf(surplus), List.copyOf(unmatched));
  }

  private static boolean over(TaskView task) {
    return task.stopping() || task.phase() == TaskView.Phase.STOPPED;
  }

  private static TaskView later(TaskView one, TaskView other) {
    int first = one.identity().map(PodIdentity::attempt).orElse(0);
    int second = other.identity().map(PodIdentity::attempt).orElse(0);
    return second > first ? other : one;
  }
}
