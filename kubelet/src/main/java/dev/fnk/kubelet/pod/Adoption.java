package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which task belongs to which pod, by what the tasks themselves say. Pure.
 *
 * @param adopted the present task by pod uid, and the one before
 * @param surplus running tasks of pods that have another
 * @param unmatched running tasks whose pod is not known; orphans, if the API server says so too
 */
record Adoption(Map<String, Adopted> adopted, List<TaskView> surplus, List<TaskView> unmatched) {
  /**
   * @param before ARN of the latest task of an earlier attempt that ECS still tells of
   */
  record Adopted(TaskView task, Optional<String> before) {}

  /**
   * After a start, when the node knows of its pods what is noted at them.
   *
   * @param tasks all that ECS tells of, those that stopped within the last hour too
   */
  static Adoption of(Collection<PodState> pods, List<TaskView> tasks) {
    var adopted = new HashMap<String, Adopted>();
    var surplus = new ArrayList<TaskView>();
    var byUid = byUid(tasks);
    for (PodState pod : pods) {
      List<TaskView> its = byUid.getOrDefault(pod.uid(), List.of());
      present(pod, its)
          .ifPresent(
              task -> {
                adopted.put(pod.uid(), new Adopted(task, before(task, its)));
                its.stream().filter(t -> !t.equals(task) && !over(t)).forEach(surplus::add);
              });
      byUid.remove(pod.uid());
    }
    return new Adoption(Map.copyOf(adopted), List.copyOf(surplus), running(byUid));
  }

  /**
   * Now and then, when the node knows its pods' tasks: those that it does not know of.
   *
   * @param tasks those that are to run
   */
  static Adoption ofStrays(Collection<PodState> pods, List<TaskView> tasks) {
    var surplus = new ArrayList<TaskView>();
    var byUid = byUid(tasks);
    for (PodState pod : pods) {
      if (pod.seen().presence() == Presence.GONE) {
        continue;
      }
      for (TaskView task : byUid.getOrDefault(pod.uid(), List.of())) {
        boolean another =
            pod.record().task().filter(own -> !TaskView.idOf(own).equals(task.id())).isPresent();
        // Without a task the pod's next launch finds it by its token.
        if (!over(task) && (another || attempt(task) < pod.record().attempt())) {
          surplus.add(task);
        }
      }
      byUid.remove(pod.uid());
    }
    return new Adoption(Map.of(), List.copyOf(surplus), running(byUid));
  }

  /**
   * The one whose containers have not ended, whatever attempt is noted at the pod, for anyone who
   * makes pods can write that; none: the one of the attempt noted, or of a later one.
   */
  private static Optional<TaskView> present(PodState pod, List<TaskView> its) {
    Comparator<TaskView> latest = Comparator.comparingInt(Adoption::attempt);
    return its.stream()
        .filter(task -> !task.finished())
        .max(latest)
        .or(() -> its.stream().filter(task -> attempt(task) >= pod.record().attempt()).max(latest));
  }

  private static Optional<String> before(TaskView task, List<TaskView> its) {
    return its.stream()
        .filter(t -> attempt(t) < attempt(task))
        .max(Comparator.comparingInt(Adoption::attempt))
        .map(TaskView::arn);
  }

  private static Map<String, List<TaskView>> byUid(List<TaskView> tasks) {
    var byUid = new HashMap<String, List<TaskView>>();
    for (TaskView task : tasks) {
      task.identity()
          .ifPresent(
              identity -> byUid.computeIfAbsent(identity.uid(), _ -> new ArrayList<>()).add(task));
    }
    return byUid;
  }

  private static List<TaskView> running(Map<String, List<TaskView>> byUid) {
    return byUid.values().stream().flatMap(List::stream).filter(task -> !over(task)).toList();
  }

  private static boolean over(TaskView task) {
    return task.stopping() || task.phase() == TaskView.Phase.STOPPED;
  }

  private static int attempt(TaskView task) {
    return task.identity().map(PodIdentity::attempt).orElse(0);
  }
}
